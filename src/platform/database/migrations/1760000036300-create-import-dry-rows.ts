import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateImportDryRows1760000036300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "import_dry_rows" (
        "import_id" uuid NOT NULL,
        "key" uuid NOT NULL,
        "values" jsonb NOT NULL,
        CONSTRAINT "import_dry_rows_pkey" PRIMARY KEY ("import_id", "key"),
        CONSTRAINT "import_dry_rows_import_id_fkey"
          FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "import_dry_rows"`);
  }
}

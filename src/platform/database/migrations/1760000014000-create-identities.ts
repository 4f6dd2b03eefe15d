import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIdentities1760000014000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "identities" (
        "issuer" text NOT NULL,
        "subject" text NOT NULL,
        "user_id" bigint NOT NULL,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        "last_used_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "identities_pkey" PRIMARY KEY ("issuer", "subject"),
        CONSTRAINT "identities_subject_check" CHECK (char_length("subject") BETWEEN 1 AND 255),
        CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(`CREATE INDEX "identities_user_id_idx" ON "identities" ("user_id")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "identities"`);
  }
}

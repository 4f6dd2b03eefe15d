import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOutbox1760000030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Rows come and go all the time: autovacuum looks at the number of dead ones, not at their share.
    await queryRunner.query(`
      CREATE TABLE "outbox" (
        "id" uuid NOT NULL,
        "sequence" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "queue" text NOT NULL,
        "name" text NOT NULL,
        "data" jsonb NOT NULL,
        "options" jsonb NOT NULL,
        "priority" integer NOT NULL,
        "run_at" timestamptz(3),
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`);
    await queryRunner.query(`CREATE INDEX "outbox_priority_idx" ON "outbox" ("priority", "sequence")`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "outbox"`);
  }
}

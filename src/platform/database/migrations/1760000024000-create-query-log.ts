import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createDayFunctions, dropDayFunctions } from '../migrating/day-partitions.js';

export class CreateQueryLog1760000024000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "query_shapes" (
        "fingerprint" text NOT NULL,
        "shape" text NOT NULL,
        "statement" text,
        "first_seen" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "query_shapes_pkey" PRIMARY KEY ("fingerprint")
      )`);
    // No foreign key and no key of its own: a row is written once, read in bulk, and dropped with its day.
    await queryRunner.query(`
      CREATE TABLE "query_log" (
        "occurred_at" timestamptz(3) NOT NULL,
        "duration_ms" real NOT NULL,
        "weight" real NOT NULL,
        "rows" integer NOT NULL,
        "failed" boolean NOT NULL,
        "fingerprint" text NOT NULL,
        "node" text NOT NULL,
        "role" text NOT NULL,
        "origin" text,
        "request_id" text,
        CONSTRAINT "query_log_role_check" CHECK ("role" IN ('primary', 'replica', 'out')),
        CONSTRAINT "query_log_weight_check" CHECK ("weight" >= 1)
      ) PARTITION BY RANGE ("occurred_at")`);
    await queryRunner.query(`CREATE INDEX "query_log_occurred_at_idx" ON "query_log" ("occurred_at")`);
    // locks: functions only, of a table that nobody uses yet or any more.
    await createDayFunctions(queryRunner, 'query_log');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // locks: functions only, of a table that nobody uses yet or any more.
    await dropDayFunctions(queryRunner, 'query_log');
    await queryRunner.query(`DROP TABLE "query_log"`);
    await queryRunner.query(`DROP TABLE "query_shapes"`);
  }
}

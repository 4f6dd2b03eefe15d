import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createDayFunctions, dropDayFunctions } from '../migrating/day-partitions.js';

export class CreateJobHistory1760000035000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // No foreign key: a row outlives the user whose job it was.
    await queryRunner.query(`
      CREATE TABLE "job_history" (
        "finished_at" timestamptz(3) NOT NULL,
        "queue" text NOT NULL,
        "name" text NOT NULL,
        "job_id" text NOT NULL,
        "user_id" bigint,
        "enqueued_at" timestamptz(3) NOT NULL,
        "wait_ms" integer,
        "run_ms" integer,
        "attempts" integer NOT NULL,
        "outcome" text NOT NULL,
        "reason" text,
        "worker" text,
        CONSTRAINT "job_history_key" UNIQUE ("job_id", "queue", "finished_at"),
        CONSTRAINT "job_history_outcome_check" CHECK ("outcome" IN ('completed', 'failed', 'cancelled'))
      ) PARTITION BY RANGE ("finished_at")`);
    await queryRunner.query(`CREATE INDEX "job_history_queue_idx" ON "job_history" ("queue", "finished_at")`);
    // locks: functions only, of a table that nobody uses yet or any more.
    await createDayFunctions(queryRunner, 'job_history');
    await queryRunner.query(`
      CREATE TABLE "job_history_sweeps" (
        "queue" text NOT NULL,
        "swept_at" timestamptz(3) NOT NULL,
        CONSTRAINT "job_history_sweeps_pkey" PRIMARY KEY ("queue")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "job_history_sweeps"`);
    // locks: functions only, of a table that nobody uses yet or any more.
    await dropDayFunctions(queryRunner, 'job_history');
    await queryRunner.query(`DROP TABLE "job_history"`);
  }
}

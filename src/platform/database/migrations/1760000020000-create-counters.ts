import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counters stand beside what they count, not in it: a like then rewrites a row of a few bytes, and not one with text
 * indexes. A row is made when there is something to count.
 */
export class CreateCounters1760000020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "user_counters" (
        "user_id" bigint NOT NULL,
        "post_count" integer NOT NULL DEFAULT 0,
        CONSTRAINT "user_counters_pkey" PRIMARY KEY ("user_id"),
        CONSTRAINT "user_counters_post_count_check" CHECK ("post_count" >= 0),
        CONSTRAINT "user_counters_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX "user_counters_post_count_idx" ON "user_counters" ("post_count", "user_id")`,
    );
    await queryRunner.query(`
      CREATE TABLE "post_counters" (
        "post_id" bigint NOT NULL,
        "comment_count" integer NOT NULL DEFAULT 0,
        "like_count" integer NOT NULL DEFAULT 0,
        CONSTRAINT "post_counters_pkey" PRIMARY KEY ("post_id"),
        CONSTRAINT "post_counters_comment_count_check" CHECK ("comment_count" >= 0),
        CONSTRAINT "post_counters_like_count_check" CHECK ("like_count" >= 0),
        CONSTRAINT "post_counters_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX "post_counters_like_count_idx" ON "post_counters" ("like_count", "post_id")`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "post_counters"`);
    await queryRunner.query(`DROP TABLE "user_counters"`);
  }
}

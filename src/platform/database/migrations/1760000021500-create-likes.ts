import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLikes1760000021500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "post_likes" (
        "post_id" bigint NOT NULL,
        "user_id" bigint NOT NULL,
        "created_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "post_likes_pkey" PRIMARY KEY ("post_id", "user_id"),
        CONSTRAINT "post_likes_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE,
        CONSTRAINT "post_likes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE INDEX "post_likes_post_id_created_at_idx" ON "post_likes" ("post_id", "created_at", "user_id")`,
    );
    await queryRunner.query(
      `CREATE INDEX "post_likes_user_id_created_at_idx" ON "post_likes" ("user_id", "created_at", "post_id")`,
    );
    await this.countAdded(queryRunner);
    await this.countGone(queryRunner);
  }

  private async countAdded(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_added_likes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO post_counters (post_id, like_count)
        SELECT post_id, count(*) FROM added GROUP BY post_id ORDER BY post_id
        ON CONFLICT (post_id) DO UPDATE SET like_count = post_counters.like_count + EXCLUDED.like_count;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER post_likes_count_added AFTER INSERT ON "post_likes" REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_added_likes()`);
  }

  // An UPDATE and no upsert: a post that goes along with its likes gets no new row.
  private async countGone(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_gone_likes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        WITH fewer AS MATERIALIZED (
          SELECT post_id, count(*) AS likes FROM gone GROUP BY post_id
        ), locked AS MATERIALIZED (
          SELECT post_id FROM post_counters WHERE post_id IN (SELECT post_id FROM fewer) ORDER BY post_id FOR UPDATE
        )
        UPDATE post_counters SET like_count = post_counters.like_count - fewer.likes
        FROM fewer JOIN locked USING (post_id) WHERE post_counters.post_id = locked.post_id;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER post_likes_count_gone AFTER DELETE ON "post_likes" REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION count_gone_likes()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "post_likes"`);
    await queryRunner.query(`DROP FUNCTION count_gone_likes(), count_added_likes()`);
    // locks: rows of a few bytes, and a count that goes away with this release.
    await queryRunner.query(`UPDATE "post_counters" SET "like_count" = 0`);
  }
}

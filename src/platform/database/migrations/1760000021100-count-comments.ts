import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comments are counted for their post and, as replies, for what they reply to. In this order, and each in order of id. */
export class CountComments1760000021100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "comment_counters" (
        "comment_id" bigint NOT NULL,
        "reply_count" integer NOT NULL DEFAULT 0,
        CONSTRAINT "comment_counters_pkey" PRIMARY KEY ("comment_id"),
        CONSTRAINT "comment_counters_reply_count_check" CHECK ("reply_count" >= 0),
        CONSTRAINT "comment_counters_comment_id_fkey" FOREIGN KEY ("comment_id")
          REFERENCES "comments" ("id") ON DELETE CASCADE
      )`);
    await this.countAdded(queryRunner);
    await this.countGone(queryRunner);
    await this.countDeleted(queryRunner);
  }

  private async countAdded(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_added_comments() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO post_counters (post_id, comment_count)
        SELECT post_id, count(*) FROM added WHERE deleted_at IS NULL GROUP BY post_id ORDER BY post_id
        ON CONFLICT (post_id) DO UPDATE SET comment_count = post_counters.comment_count + EXCLUDED.comment_count;
        INSERT INTO comment_counters (comment_id, reply_count)
        SELECT parent_id, count(*) FROM added WHERE deleted_at IS NULL AND parent_id IS NOT NULL
        GROUP BY parent_id ORDER BY parent_id
        ON CONFLICT (comment_id) DO UPDATE SET reply_count = comment_counters.reply_count + EXCLUDED.reply_count;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER comments_count_added AFTER INSERT ON "comments" REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_added_comments()`);
  }

  // UPDATE and no upsert: a post or comment that goes along with what stood below it gets no new row.
  private async countGone(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_gone_comments() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        WITH fewer AS MATERIALIZED (
          SELECT post_id, count(*) AS comments FROM gone WHERE deleted_at IS NULL GROUP BY post_id
        ), locked AS MATERIALIZED (
          SELECT post_id FROM post_counters WHERE post_id IN (SELECT post_id FROM fewer) ORDER BY post_id FOR UPDATE
        )
        UPDATE post_counters SET comment_count = post_counters.comment_count - fewer.comments
        FROM fewer JOIN locked USING (post_id) WHERE post_counters.post_id = locked.post_id;
        WITH fewer AS MATERIALIZED (
          SELECT parent_id, count(*) AS replies FROM gone
          WHERE deleted_at IS NULL AND parent_id IS NOT NULL GROUP BY parent_id
        ), locked AS MATERIALIZED (
          SELECT comment_id FROM comment_counters WHERE comment_id IN (SELECT parent_id FROM fewer)
          ORDER BY comment_id FOR UPDATE
        )
        UPDATE comment_counters SET reply_count = comment_counters.reply_count - fewer.replies
        FROM fewer JOIN locked ON locked.comment_id = fewer.parent_id
        WHERE comment_counters.comment_id = locked.comment_id;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER comments_count_gone AFTER DELETE ON "comments" REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION count_gone_comments()`);
  }

  // Soft deletion, and what undoes it by hand.
  private async countDeleted(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_deleted_comment() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE change integer := CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END;
      BEGIN
        UPDATE post_counters SET comment_count = comment_count + change WHERE post_id = NEW.post_id;
        UPDATE comment_counters SET reply_count = reply_count + change WHERE comment_id = NEW.parent_id;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER comments_count_deleted AFTER UPDATE OF "deleted_at" ON "comments" FOR EACH ROW
      WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_deleted_comment()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const change of ['deleted', 'gone', 'added'])
      await queryRunner.query(`DROP TRIGGER comments_count_${change} ON "comments"`);
    await queryRunner.query(
      `DROP FUNCTION count_deleted_comment(), count_gone_comments(), count_added_comments()`,
    );
    await queryRunner.query(`DROP TABLE "comment_counters"`);
    // locks: rows of a few bytes, and a count that goes away with this release.
    await queryRunner.query(`UPDATE "post_counters" SET "comment_count" = 0`);
  }
}

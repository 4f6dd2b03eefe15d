import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Posts can be drafts, and how many of them are published is counted for each user. */
export class PublishPosts1760000020100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "posts" ADD COLUMN "published_at" timestamptz(3)`);
    // Every post there is has been public since it was made. That is no change of it: no new version.
    await queryRunner.query(`ALTER TABLE "posts" DISABLE TRIGGER posts_touch`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`UPDATE "posts" SET "published_at" = "created_at"`);
    await queryRunner.query(`ALTER TABLE "posts" ENABLE TRIGGER posts_touch`);
    await queryRunner.query(`ALTER TABLE "posts" ALTER COLUMN "published_at" SET DEFAULT now()`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`CREATE INDEX "posts_published_at_idx" ON "posts" ("published_at", "id")`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(
      `CREATE INDEX "posts_author_id_published_at_idx" ON "posts" ("author_id", "published_at", "id")`,
    );
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`
      INSERT INTO "user_counters" ("user_id", "post_count")
      SELECT "author_id", count(*) FROM "posts" GROUP BY "author_id"`);
    await this.countAdded(queryRunner);
    await this.countGone(queryRunner);
    await this.countChanged(queryRunner);
  }

  // In order of id, so that two statements that add posts of the same users do not wait for each other.
  private async countAdded(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_added_posts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO user_counters (user_id, post_count)
        SELECT author_id, count(*) FROM added WHERE published_at IS NOT NULL GROUP BY author_id ORDER BY author_id
        ON CONFLICT (user_id) DO UPDATE SET post_count = user_counters.post_count + EXCLUDED.post_count;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER posts_count_added AFTER INSERT ON "posts" REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_added_posts()`);
  }

  // An UPDATE and no upsert: a user who is being deleted along with their posts gets no new row.
  private async countGone(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_gone_posts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        WITH fewer AS MATERIALIZED (
          SELECT author_id, count(*) AS posts FROM gone WHERE published_at IS NOT NULL GROUP BY author_id
        ), locked AS MATERIALIZED (
          SELECT user_id FROM user_counters WHERE user_id IN (SELECT author_id FROM fewer) ORDER BY user_id FOR UPDATE
        )
        UPDATE user_counters SET post_count = user_counters.post_count - fewer.posts
        FROM fewer JOIN locked ON locked.user_id = fewer.author_id WHERE user_counters.user_id = locked.user_id;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER posts_count_gone AFTER DELETE ON "posts" REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION count_gone_posts()`);
  }

  private async countChanged(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION count_changed_post() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.published_at IS NOT NULL THEN
          UPDATE user_counters SET post_count = post_count - 1 WHERE user_id = OLD.author_id;
        END IF;
        IF NEW.published_at IS NOT NULL THEN
          INSERT INTO user_counters (user_id, post_count) VALUES (NEW.author_id, 1)
          ON CONFLICT (user_id) DO UPDATE SET post_count = user_counters.post_count + 1;
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER posts_count_changed AFTER UPDATE OF "published_at", "author_id" ON "posts" FOR EACH ROW
      WHEN ((OLD.published_at IS NULL) <> (NEW.published_at IS NULL) OR OLD.author_id <> NEW.author_id)
      EXECUTE FUNCTION count_changed_post()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const change of ['changed', 'gone', 'added'])
      await queryRunner.query(`DROP TRIGGER posts_count_${change} ON "posts"`);
    await queryRunner.query(`DROP FUNCTION count_changed_post(), count_gone_posts(), count_added_posts()`);
    // locks: its triggers are gone, so nobody else writes these rows.
    await queryRunner.query(`DELETE FROM "user_counters"`);
    await queryRunner.query(`DROP INDEX "posts_author_id_published_at_idx"`);
    await queryRunner.query(`DROP INDEX "posts_published_at_idx"`);
    // What was not public must not become it.
    // locks: drafts are few, and only their authors write them.
    await queryRunner.query(`DELETE FROM "posts" WHERE "published_at" IS NULL`);
    await queryRunner.query(`ALTER TABLE "posts" DROP COLUMN "published_at"`);
  }
}

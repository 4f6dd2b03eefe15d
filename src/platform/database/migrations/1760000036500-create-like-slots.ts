import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where likes of a post are counted while its counter is taken; the number is the counter and its slots. Without a
 * foreign key: counting in one locks nothing else, and what is left of a post that went is thrown away when slots are settled.
 */
export class CreateLikeSlots1760000036500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "post_like_slots" (
        "id" bigint GENERATED ALWAYS AS IDENTITY,
        "post_id" bigint NOT NULL,
        "like_count" integer NOT NULL,
        CONSTRAINT "post_like_slots_pkey" PRIMARY KEY ("id")
      )`);
    await queryRunner.query(`CREATE INDEX "post_like_slots_post_id_idx" ON "post_like_slots" ("post_id")`);
    await this.summarize(
      queryRunner,
      `post_counters.like_count + coalesce((SELECT sum(like_count)::integer FROM post_like_slots
          WHERE post_like_slots.post_id = post_counters.post_id), 0)`,
    );
    // After the view, because whoever reads that has it first and then the table. Of a like that was counted here and
    // taken back there, one part is below zero.
    await queryRunner.query(`ALTER TABLE "post_counters" DROP CONSTRAINT "post_counters_like_count_check"`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await this.summarize(queryRunner, 'post_counters.like_count');
    // locks: what is still being counted in a slot has to be in it, and no trigger makes a new one any more. In the order
    // of those who read and count, view, counters, slots, and as the statements below need them: nobody meets them crosswise.
    await queryRunner.query(`LOCK TABLE "post_counters", "post_like_slots" IN ACCESS EXCLUSIVE MODE`);
    await queryRunner.query(`
      INSERT INTO "post_counters" ("post_id", "like_count")
      SELECT "post_id", sum("like_count") FROM "post_like_slots"
      WHERE EXISTS (SELECT FROM "posts" WHERE "id" = "post_id") GROUP BY "post_id" ORDER BY "post_id"
      ON CONFLICT ("post_id") DO UPDATE SET "like_count" = "post_counters"."like_count" + EXCLUDED."like_count"`);
    await queryRunner.query(`DROP TABLE "post_like_slots"`);
    // locks: rows of a few bytes.
    await queryRunner.query(`
      ALTER TABLE "post_counters" ADD CONSTRAINT "post_counters_like_count_check" CHECK ("like_count" >= 0)`);
  }

  private async summarize(queryRunner: QueryRunner, likes: string): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE VIEW "user_post_summary" AS
      SELECT
        users.id AS user_id,
        users.name,
        count(posts.id) AS post_count,
        (SELECT count(DISTINCT post_tags.tag)
           FROM posts AS tagged JOIN post_tags ON post_tags.post_id = tagged.id
           WHERE tagged.author_id = users.id AND tagged.published_at IS NOT NULL) AS tag_count,
        coalesce(sum(post_counters.comment_count), 0) AS comment_count,
        coalesce(sum(${likes}), 0) AS like_count,
        min(posts.published_at) AS first_published_at,
        max(posts.published_at) AS last_published_at
      FROM users
      LEFT JOIN posts ON posts.author_id = users.id AND posts.published_at IS NOT NULL
      LEFT JOIN post_counters ON post_counters.post_id = posts.id
      GROUP BY users.id`);
  }
}

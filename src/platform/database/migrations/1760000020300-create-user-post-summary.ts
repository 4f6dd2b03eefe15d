import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each user has published. `user_id` is what it is grouped by, so that the question for one user adds up the posts
 * of that one. A view, and no table that would have to be kept: it is read for one user at a time.
 */
export class CreateUserPostSummary1760000020300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE VIEW "user_post_summary" AS
      SELECT
        users.id AS user_id,
        users.name,
        count(posts.id) AS post_count,
        (SELECT count(DISTINCT post_tags.tag)
           FROM posts AS tagged JOIN post_tags ON post_tags.post_id = tagged.id
           WHERE tagged.author_id = users.id AND tagged.published_at IS NOT NULL) AS tag_count,
        coalesce(sum(post_counters.comment_count), 0) AS comment_count,
        coalesce(sum(post_counters.like_count), 0) AS like_count,
        min(posts.published_at) AS first_published_at,
        max(posts.published_at) AS last_published_at
      FROM users
      LEFT JOIN posts ON posts.author_id = users.id AND posts.published_at IS NOT NULL
      LEFT JOIN post_counters ON post_counters.post_id = posts.id
      GROUP BY users.id`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP VIEW "user_post_summary"`);
  }
}

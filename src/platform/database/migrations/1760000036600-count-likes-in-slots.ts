import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever likes a post that others like at the same moment does not wait for them: a counter that is taken is passed
 * over for a slot of the post that is free, or a new one. So a post has about as many slots as were taken at once.
 */
export class CountLikesInSlots1760000036600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Without a counter there is no like yet, or the post is going along with its likes and gets no new row.
    await queryRunner.query(`
      CREATE FUNCTION change_like_count(post bigint, change integer) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE post_counters SET like_count = like_count + change
        WHERE post_id = (SELECT post_id FROM post_counters WHERE post_id = post FOR NO KEY UPDATE SKIP LOCKED);
        IF FOUND THEN RETURN; END IF;
        UPDATE post_like_slots SET like_count = like_count + change
        WHERE id = (SELECT id FROM post_like_slots WHERE post_id = post LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED);
        IF FOUND THEN RETURN; END IF;
        INSERT INTO post_like_slots (post_id, like_count) SELECT post_id, change FROM post_counters WHERE post_id = post;
        IF FOUND OR change < 0 THEN RETURN; END IF;
        INSERT INTO post_counters (post_id, like_count) VALUES (post, change)
        ON CONFLICT (post_id) DO UPDATE SET like_count = post_counters.like_count + EXCLUDED.like_count;
      END $$`);
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION count_added_likes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM change_like_count(post_id, likes)
        FROM (SELECT post_id, count(*)::integer AS likes FROM added GROUP BY post_id ORDER BY post_id) AS more;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION count_gone_likes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM change_like_count(post_id, -likes)
        FROM (SELECT post_id, count(*)::integer AS likes FROM gone GROUP BY post_id ORDER BY post_id) AS fewer;
        RETURN NULL;
      END $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION count_added_likes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO post_counters (post_id, like_count)
        SELECT post_id, count(*) FROM added GROUP BY post_id ORDER BY post_id
        ON CONFLICT (post_id) DO UPDATE SET like_count = post_counters.like_count + EXCLUDED.like_count;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE OR REPLACE FUNCTION count_gone_likes() RETURNS trigger LANGUAGE plpgsql AS $$
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
    await queryRunner.query(`DROP FUNCTION change_like_count(bigint, integer)`);
  }
}

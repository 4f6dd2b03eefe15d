import type { DataSource } from 'typeorm';

/**
 * Each counter beside what there is to count; a row for each id that has any of the two. Slots of a post that went stay
 * until they are settled, and count for nothing.
 */
const COMPARISONS = {
  'user_counters.post_count': `
    SELECT user_id AS id, post_count AS kept FROM user_counters;
    SELECT author_id AS id, count(*)::int AS counted FROM posts WHERE published_at IS NOT NULL GROUP BY 1`,
  'post_counters.comment_count': `
    SELECT post_id AS id, comment_count AS kept FROM post_counters;
    SELECT post_id AS id, count(*)::int AS counted FROM comments WHERE deleted_at IS NULL GROUP BY 1`,
  'post_counters.like_count': `
    SELECT post_id AS id, sum(like_count)::int AS kept
    FROM (SELECT post_id, like_count FROM post_counters
          UNION ALL SELECT post_id, like_count FROM post_like_slots JOIN posts ON posts.id = post_id) a GROUP BY 1;
    SELECT post_id AS id, count(*)::int AS counted FROM post_likes GROUP BY 1`,
  'comment_counters.reply_count': `
    SELECT comment_id AS id, reply_count AS kept FROM comment_counters;
    SELECT parent_id AS id, count(*)::int AS counted FROM comments
    WHERE parent_id IS NOT NULL AND deleted_at IS NULL GROUP BY 1`,
};

/** Counters that are not what there is to count, as `table.column id: kept, counted`. Written apart from the product's own. */
export async function driftOf(dataSource: DataSource): Promise<string[]> {
  const drift: string[] = [];
  for (const [name, sql] of Object.entries(COMPARISONS)) {
    const [kept = '', counted = ''] = sql.split(';');
    const rows = await dataSource.query<{ id: number; kept: number; counted: number }[]>(
      `SELECT id, coalesce(kept, 0) AS kept, coalesce(counted, 0) AS counted
       FROM (${kept}) a FULL JOIN (${counted}) b USING (id) WHERE coalesce(kept, 0) <> coalesce(counted, 0)`,
    );
    drift.push(...rows.map((row) => `${name} ${row.id}: ${row.kept}, ${row.counted}`));
  }
  return drift;
}

import type { TestApi } from '../support/api.ts';

/** The day so many days ago, in UTC: `2026-01-31`. */
export function dayAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

// $1 is the time, $2 the user. Without triggers: a transfer would need its entries, and rows of the past are theirs alone.
const HAPPENINGS = [
  `INSERT INTO users (name, email, created_at) SELECT 'Ada', gen_random_uuid() || '@example.com', at FROM given`,
  `INSERT INTO posts (author_id, title, body, published_at) SELECT usr, 'Post', 'Text', at FROM given`,
  `INSERT INTO comments (post_id, author_id, body, created_at)
   SELECT (SELECT max(id) FROM posts), usr, 'Text', at FROM given`,
  `INSERT INTO post_likes (post_id, user_id, created_at) SELECT (SELECT max(id) FROM posts), usr, at FROM given`,
  `INSERT INTO audit_events (action, actor_id, occurred_at) SELECT 'sign_in.succeeded', usr, at FROM given`,
  `INSERT INTO job_history (finished_at, queue, name, job_id, enqueued_at, attempts, outcome)
   SELECT at, 'email', 'tea', gen_random_uuid(), at, 1, outcome FROM given, unnest(ARRAY['completed', 'failed']) AS outcome`,
  `INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency, created_by, created_at)
   SELECT kind, 1, 2, 250, 'EUR', usr, at FROM given, unnest(ARRAY['transfer', 'deposit']) AS kind`,
];

/** Has one thing of each kind happen at this time, all of this user's doing: a transfer and a deposit of 2.50 EUR too. */
export async function happenings({ dataSource }: TestApi, at: string, userId: number): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `SELECT create_job_history_days(utc, utc) FROM (SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date) AS day (utc)`,
      [at],
    );
    for (const sql of HAPPENINGS)
      await tx.query(`WITH given AS (SELECT $1::timestamptz AS at, $2::bigint AS usr) ${sql}`, [at, userId]);
  });
}

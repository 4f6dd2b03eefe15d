import { withClient } from './with-client.ts';

export const USERS = 10_000;
const POSTS = 20_000;

/** Users and posts, each a minute older than the one after it, and statistics for the planner. */
export async function loadSampleRows(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `INSERT INTO users (name, email, created_at)
       SELECT 'User number ' || n, 'user' || n || '@example.com', now() - ($1 - n) * interval '1 minute'
       FROM generate_series(1, $1::int) AS n ORDER BY n`,
      [USERS],
    );
    await client.query(
      `INSERT INTO posts (author_id, title, body, created_at, published_at)
       SELECT 1 + n * 7919 % $2, 'Post number ' || n, repeat('All work and no play. ', 12), made_at, made_at
       FROM generate_series(1, $1::int) AS n, LATERAL (SELECT now() - ($1 - n) * interval '1 minute' AS made_at) AS time
       ORDER BY n`,
      [POSTS, USERS],
    );
    await client.query('VACUUM (ANALYZE) users, posts');
  });
}

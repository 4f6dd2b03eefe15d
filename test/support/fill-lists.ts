import { deposit } from '../builders/money.ts';
import type { TestApi } from './api.ts';
import { addFailedJobs } from './failed-jobs.ts';

/** A user whose lists are filled, a post of theirs, a comment of theirs on it, and an import. */
export interface Filled {
  users: number;
  posts: number;
  comments: number;
  imports: string;
}

// $1 is the number of rows, $2 the user, $3 the post, $4 the comment, $5 the import.
const GIVEN =
  'WITH given AS (SELECT $1::integer AS rows, $2::bigint AS usr, $3::bigint AS post, $4::bigint AS comment, $5::uuid AS import)';

const STATEMENTS = [
  `INSERT INTO users (name, email)
   SELECT 'Ada', gen_random_uuid() || '@example.com' FROM given, generate_series(1, rows)`,
  `INSERT INTO posts (author_id, title, body, published_at)
   SELECT usr, 'Post', 'Text', published FROM given, generate_series(1, rows), unnest(ARRAY[now(), NULL]) published`,
  `INSERT INTO posts (author_id, title, body) SELECT id, 'Post', 'Text' FROM users`,
  `INSERT INTO tags SELECT 'tag-' || id FROM posts ON CONFLICT DO NOTHING`,
  `INSERT INTO post_tags SELECT id, 'tag-' || id FROM posts ON CONFLICT DO NOTHING`,
  `INSERT INTO comments (post_id, author_id, body) SELECT post, usr, 'Text' FROM given, generate_series(1, rows)`,
  `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
   SELECT post, usr, comment, 1, 'Text' FROM given, generate_series(1, rows)`,
  `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
   SELECT post, usr, id, 1, 'Text' FROM given, comments, generate_series(1, 4) WHERE comments.depth = 0`,
  `INSERT INTO post_likes (post_id, user_id) SELECT post, id FROM given, users ON CONFLICT DO NOTHING`,
  `INSERT INTO post_likes (post_id, user_id) SELECT id, usr FROM given, posts ON CONFLICT DO NOTHING`,
  `INSERT INTO notifications (user_id, kind, actor_id, post_id)
   SELECT usr, 'like', id, post FROM given, users WHERE id <> usr ON CONFLICT DO NOTHING`,
  `INSERT INTO sessions (id, user_id, kind, remembered, expires_at)
   SELECT gen_random_uuid(), usr, 'token', false, now() + interval '1 day' FROM given, generate_series(1, rows)`,
  `INSERT INTO api_keys (user_id, name, prefix, secret_hash, scopes, expires_at)
   SELECT usr, 'Key', gen_random_uuid(), sha256('secret'), '{posts:write}', now() + interval '1 day'
   FROM given, generate_series(1, rows)`,
  `INSERT INTO user_preferences (user_id, preferences)
   SELECT id, '{"theme":"dark"}' FROM users ON CONFLICT DO NOTHING`,
  `SELECT create_job_history_days(current_date, current_date + 1)`,
  `INSERT INTO job_history (finished_at, queue, name, job_id, enqueued_at, attempts, outcome)
   SELECT now(), 'email', gen_random_uuid(), gen_random_uuid(), now(), 1, 'completed' FROM given, generate_series(1, rows)`,
  `SELECT create_query_log_days(current_date - 1, current_date + 1)`,
  `INSERT INTO query_log (occurred_at, duration_ms, weight, rows, failed, fingerprint, node, role)
   SELECT now(), 1, 1, 1, false, gen_random_uuid(), 'primary', 'primary' FROM given, generate_series(1, rows)`,
  `INSERT INTO imports (id, bytes, target, options, state, lanes)
   SELECT gen_random_uuid(), 1, 'users', '{}', 'completed', 1 FROM given, generate_series(1, rows)`,
  `INSERT INTO import_lanes (import_id, lane) SELECT id, 0 FROM imports ON CONFLICT DO NOTHING`,
  `INSERT INTO import_rejects (import_id, row, line, fields, faults)
   SELECT import, (SELECT count(*) FROM import_rejects) + n, n, '{}', '[]' FROM given, generate_series(1, rows) n`,
  `INSERT INTO daily_reports (day, document)
   SELECT coalesce((SELECT min(day) FROM daily_reports), current_date) - n, '{}' FROM given, generate_series(1, rows) n`,
];

/** Adds to every list of the API, of those that are one's own to that user's. `rows` more, or all that there can be. */
export async function fillLists(api: TestApi, filled: Filled, rows: number): Promise<void> {
  const { users, posts, comments, imports } = filled;
  for (const sql of STATEMENTS)
    await api.dataSource.query(`${GIVEN} ${sql}`, [rows, users, posts, comments, imports]);
  await addFailedJobs(api, rows);
  for (const currency of ['EUR', 'USD', 'CHF', 'GBP'].slice(0, rows))
    await deposit(api, users, 100, currency);
  for (let row = 4; row < rows; row += 1) await deposit(api, users, 100, 'EUR');
}

import { getMetadataStorage } from 'class-validator';
import { ListCommentsQueryDto } from '../../src/features/comments/comment-list.dto.js';
import { COMMENT_SORTS } from '../../src/features/comments/comment-sorts.js';
import { ListImportsQueryDto } from '../../src/features/imports/import-list.dto.js';
import { IMPORT_SORTS } from '../../src/features/imports/import-sorts.js';
import { ListPostsQueryDto } from '../../src/features/posts/post-list.dto.js';
import { POST_SORTS } from '../../src/features/posts/post-sorts.js';
import { ListUsersQueryDto } from '../../src/features/users/user-list.dto.js';
import { USER_SORTS } from '../../src/features/users/user-sorts.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi, UNCACHED } from '../support/api.ts';

let api: TestApi;

const TODAY = new Date().toISOString().slice(0, 10);

interface Sent {
  sql: string;
  parameters: unknown[];
}

const FILL = [
  `INSERT INTO users (name, email, created_at)
   SELECT md5(n::text), n || '@example.com', now() - n * interval '1 minute' FROM generate_series(1, 20000) n`,
  `INSERT INTO posts (author_id, title, body, created_at, published_at)
   SELECT (n - 1) / 4 + 2, md5(n::text), 'Text', now() - n * interval '1 minute', now() - n * interval '1 minute' FROM generate_series(1, 20000) n`,
  `INSERT INTO tags SELECT 'tag-' || n FROM generate_series(1, 5000) n`,
  `INSERT INTO post_tags SELECT id, 'tag-' || (id % 5000 + 1) FROM posts`,
  `INSERT INTO user_preferences (user_id, preferences)
   SELECT id, jsonb_build_object('custom', jsonb_build_object('n', id)) FROM users`,
  `INSERT INTO comments (post_id, author_id, body, created_at)
   SELECT n % 50 + 1, n, 'Text', now() - n * interval '1 minute' FROM generate_series(1, 20000) n`,
  `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
   SELECT post_id, author_id, parent.id, 1, 'Text' FROM comments parent, generate_series(1, 50) WHERE parent.id % 50 = 0`,
  `INSERT INTO post_likes (post_id, user_id, created_at)
   SELECT n % 50 + 1, n, now() - n * interval '1 minute' FROM generate_series(1, 20000) n`,
  `INSERT INTO notifications (user_id, kind, actor_id, post_id, read_at)
   SELECT n % 1000 + 1, 'like', 20000 - n % 10000, n, CASE n % 2 WHEN 1 THEN now() END FROM generate_series(1, 20000) n`,
  'ANALYZE notifications',
  // Without the triggers, which would make a transfer of each row.
  `BEGIN; SET LOCAL session_replication_role = replica;
   INSERT INTO wallets (user_id, currency) SELECT CASE n WHEN 1 THEN 900000000000 ELSE n END, 'EUR' FROM generate_series(1, 5000) n;
   INSERT INTO transfers (kind, from_wallet_id, to_wallet_id, amount, currency)
   SELECT 'transfer', n % 5000 + 1, (n + 1) % 5000 + 1, 1, 'EUR' FROM generate_series(1, 20000) n;
   INSERT INTO ledger_entries (transfer_id, wallet_id, amount, balance_after)
   SELECT id, wallet, sign, 0 FROM transfers, LATERAL (VALUES (from_wallet_id, -1), (to_wallet_id, 1)) leg (wallet, sign);
   COMMIT`,
  `SELECT create_job_history_days(current_date, current_date)`,
  `INSERT INTO job_history (finished_at, queue, name, job_id, enqueued_at, wait_ms, run_ms, attempts, outcome)
   SELECT current_date::timestamp AT TIME ZONE 'UTC' + n * interval '2 s', (ARRAY['email', 'audit', 'media'])[n % 3 + 1], 'a.b', format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0')), now(), 1, 1, 1, 'completed'
   FROM generate_series(1, 40000) n`,
  'ANALYZE job_history',
  `INSERT INTO imports (id, bytes, target, options, state, lanes, created_at)
   SELECT format('00000000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, 1,
     CASE n % 100 WHEN 0 THEN 'posts' ELSE 'users' END, '{}', CASE n % 100 WHEN 0 THEN 'failed' ELSE 'completed' END, 1,
     now() - n * interval '1 minute'
   FROM generate_series(1, 20000) n`,
  `INSERT INTO import_lanes (import_id, lane) SELECT id, 0 FROM imports`,
  `INSERT INTO import_rejects (import_id, row, line, fields, faults) SELECT id, 1, 2, '{a}', '[]' FROM imports`,
  'ANALYZE imports',
  'ANALYZE import_lanes',
  'ANALYZE import_rejects',
  'ANALYZE wallets',
  'ANALYZE transfers',
  'ANALYZE ledger_entries',
  `INSERT INTO search_words SELECT 'en', translate(md5(n::text), '0123456789', 'ghijklmnop'), 1 FROM generate_series(1, 20000) n`,
  'ANALYZE search_words',
  'ANALYZE comments',
  'ANALYZE comment_counters',
  'ANALYZE post_likes',
  `INSERT INTO post_counters (post_id, comment_count, like_count) SELECT id, 1, id % 100 FROM posts
   ON CONFLICT DO NOTHING`,
  'ANALYZE users',
  'ANALYZE user_preferences',
  'ANALYZE posts',
  'ANALYZE tags',
  'ANALYZE post_tags',
  'ANALYZE post_counters',
  'ANALYZE user_counters',
];

beforeAll(async () => {
  api = await startApi({ ...PRIMARY_ONLY, ...UNCACHED });
  await createUser(api);
  for (const sql of FILL) await api.dataSource.query(sql);
});

/** The statements that answer a request for a list; the first is that of the list itself. */
async function statementsFor(path: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  const { logger } = api.dataSource;
  const record = (sql: string, parameters: unknown[] = []) => void sent.push({ sql, parameters });
  Object.assign(api.dataSource, { logger: { ...logger, logQuery: record, logQueryError: () => {} } });
  try {
    await api.http().get(path).expect(200);
  } finally {
    Object.assign(api.dataSource, { logger });
  }
  if (sent.length === 0) throw new Error(`no statement for ${path}`);
  return sent;
}

async function plansFor(path: string): Promise<string[]> {
  const plans: string[] = [];
  for (const { sql, parameters } of await statementsFor(path)) {
    const rows = await api.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
  return plans;
}

const CASES = [
  ['users?ids=3,1,2', 'users_pkey'],
  ['users?sort=createdAt', 'users_created_at_idx'],
  ['users?sort=-createdAt', 'users_created_at_idx'],
  ['users?sort=name', 'users_name_idx'],
  ['users?sort=-name', 'users_name_idx'],
  ['users?name=c4ca4238', 'users_name_trgm_idx'],
  ['users?email=17@example.com', 'users_email_key'],
  ['posts?ids=3,1,2', 'posts_pkey'],
  ['posts?sort=publishedAt', 'posts_published_at_idx'],
  ['posts?sort=-publishedAt', 'posts_published_at_idx'],
  ['posts?sort=createdAt', 'posts_created_at_idx'],
  ['posts?sort=-createdAt', 'posts_created_at_idx'],
  ['posts?sort=title', 'posts_title_idx'],
  ['posts?sort=-title', 'posts_title_idx'],
  ['posts?title=c4ca4238', 'posts_title_trgm_idx'],
  ['posts/search?q=c4ca4238a0b923820dcc509a6f75849b', 'posts_search_idx'],
  // What stands in none: the words most like it.
  ['posts/search?q=qwertyuiop', 'search_words_word_trgm_idx'],
  ['posts/suggestions?q=c4ca4238', 'posts_title_trgm_idx'],
  ['posts?authorId=17', 'posts_author_id_published_at_idx'],
  ['posts?tag=tag-17', 'post_tags_tag_idx'],
  ['posts/top', 'post_counters_like_count_idx'],
  ['users/top', 'user_counters_post_count_idx'],
  ['users/17/summary', 'post_counters_pkey'],
  ['drafts', 'posts_author_id_published_at_idx'],
  ['tags', 'tags_pkey'],
  ['users/17/posts', 'posts_author_id_published_at_idx'],
  ['posts/17/comments?sort=createdAt', 'comments_post_id_created_at_idx'],
  ['posts/17/comments?sort=-createdAt', 'comments_post_id_created_at_idx'],
  // The first replies to each of them.
  ['posts/17/comments', 'comments_parent_id_created_at_idx'],
  ['comments/100/replies', 'comments_parent_id_created_at_idx'],
  ['imports?sort=createdAt', 'imports_created_at_idx'],
  ['imports?sort=-createdAt', 'imports_created_at_idx'],
  ['imports?state=failed', 'imports_state_idx'],
  ['imports?target=posts', 'imports_target_idx'],
  ['imports/00000000-0000-7000-8000-000000000017/rejects', 'import_rejects_pkey'],
  ['wallet', 'wallets_user_id_currency_key'],
  ['wallet/entries?currency=EUR', 'ledger_entries_wallet_id_idx'],
  ['wallet/statement?currency=EUR&from=2026-01-01', 'ledger_entries_wallet_id_idx'],
  ['transfers', 'transfers_from_wallet_id_idx'],
  ['transfers?direction=sent', 'transfers_from_wallet_id_idx'],
  ['transfers?direction=received', 'transfers_to_wallet_id_idx'],
  ['transfers/17', 'transfers_pkey'],
  ['posts/17/likes', 'post_likes_post_id_created_at_idx'],
  ['profile/likes', 'post_likes_user_id_created_at_idx'],
  ['notifications', 'notifications_user_id_idx'],
  ['notifications?unread=true', 'notifications_unread_idx'],
  ['notifications/unread-count', 'notifications_unread_idx'],
  ['admin/preferences?contains=%7B%22custom%22%3A%7B%22n%22%3A17%7D%7D', 'user_preferences_preferences_idx'],
  [`admin/jobs/stats?queue=email&from=${TODAY}T03:00:00Z&to=${TODAY}T04:00:00Z`, 'queue_finished_at_idx'],
  // Of all queues: only the days that the times touch, and there by each of them.
  [`admin/jobs/stats?from=${TODAY}T03:00:00Z&to=${TODAY}T03:10:00Z`, 'queue_finished_at_idx'],
  ['jobs/email/00000000-0000-4000-8000-000000000018', 'job_id_queue_finished_at'],
] as const;

describe('an index', () => {
  it.each(CASES)('serves %s: %s [W3.B5] [W4.I5] [R3]', async (path, index) => {
    const plan = (await plansFor(`/api/v1/${path}`)).join('\n');
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });

  it('of times gives the newest posts of a word that stands in all of them', async () => {
    const [plan] = await plansFor('/api/v1/posts/search?q=text');
    expect(plan).toContain('Index Scan Backward using posts_published_at_idx');
    expect(plan).not.toContain('posts_search_idx');
  });

  it.each(CASES.filter(([path]) => path.includes('sort=')))(
    'serves what follows a cursor in %s, from where it stands',
    async (path, index) => {
      const { body } = await api.http().get(`/api/v1/${path}&limit=1`).expect(200);
      const [plan] = await plansFor(`/api/v1/${path}&cursor=${body.meta.nextCursor}`);
      expect(plan).toContain(index);
      expect(plan).toMatch(/Index Cond: .*ROW\(/);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    },
  );

  it.each([
    ['users', ListUsersQueryDto, USER_SORTS],
    ['posts', ListPostsQueryDto, POST_SORTS],
    ['posts/17/comments', ListCommentsQueryDto, COMMENT_SORTS],
    ['imports', ListImportsQueryDto, IMPORT_SORTS],
  ])('is tested for every filter and sort of %s', (list, dto, sorts) => {
    const tested = CASES.filter(([path]) => path.startsWith(`${list}?`)).map(([path]) => path.split('?')[1]);
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
    const parameters = new Set(rules.map(({ propertyName }) => propertyName));
    const filters = [...parameters].filter((name) => !['page', 'limit', 'cursor', 'sort'].includes(name));
    for (const sort of Object.keys(sorts)) expect(tested).toContain(`sort=${sort}`);
    for (const name of filters) expect(tested).toContainEqual(expect.stringMatching(new RegExp(`^${name}=`)));
    expect(tested).toHaveLength(Object.keys(sorts).length + filters.length);
  });
});

import { copyRows } from './copy-rows.ts';
import {
  COUNTER_COLUMNS,
  counterRows,
  POST_COLUMNS,
  postRows,
  TAG_COLUMNS,
  tagRows,
  TAGS,
  USER_COLUMNS,
  userRows,
} from './rows.ts';
import { secondaryIndexes, type SecondaryIndex } from './secondary-indexes.ts';
import { withClient } from '../with-client.ts';

const TABLES = ['users', 'posts', 'tags', 'post_tags', 'user_counters', 'post_counters'];
const COUNT_POSTS = `
  INSERT INTO user_counters (user_id, post_count)
  SELECT author_id, count(*) FROM posts WHERE published_at IS NOT NULL GROUP BY author_id ORDER BY author_id`;

/**
 * Fills the tables of a migrated database. Indexes are built when the rows are there, which is several times as fast,
 * and what triggers would have counted is counted at the end.
 */
export function loadDataSet(url: string, users: number): Promise<SecondaryIndex[]> {
  return withClient(url, async (client) => {
    const indexes = await secondaryIndexes(client, TABLES);
    const posts = 2 * users;
    const copy = (into: string, rows: Iterable<string[]>) => copyRows(client, `${into} FROM STDIN`, rows);
    await client.query('BEGIN');
    // Triggers sleep, those of foreign keys as well.
    await client.query(`SET LOCAL session_replication_role = 'replica'`);
    for (const { drop } of indexes) await client.query(drop);
    await timed(`${users} users`, () => copy(`users (${USER_COLUMNS})`, userRows(users)));
    await timed(`${posts} posts`, () => copy(`posts (${POST_COLUMNS})`, postRows(posts, users)));
    await copy(
      'tags (name)',
      TAGS.map((tag) => [tag]),
    );
    await timed('tags of posts', () => copy(`post_tags (${TAG_COLUMNS})`, tagRows(posts)));
    await timed('likes', () => copy(`post_counters (${COUNTER_COLUMNS})`, counterRows(posts)));
    await timed('posts of users', () => client.query(COUNT_POSTS));
    for (const { name, create } of indexes) await timed(name, () => client.query(create));
    await client.query('COMMIT');
    // So that no later reader writes what is known of each row.
    await timed('VACUUM', () => client.query(`VACUUM (FREEZE, ANALYZE) ${TABLES.join(', ')}`));
    return indexes;
  });
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

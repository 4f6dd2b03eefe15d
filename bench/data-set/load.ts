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
import { withClient } from './with-client.ts';

const TABLES = ['users', 'posts', 'tags', 'post_tags', 'user_counters', 'post_counters'];
// Rows that come in the transaction that emptied their table need no further visit, and no log where wal_level is low.
const FROZEN = 'FROM STDIN (FREEZE)';
const COUNT_POSTS = `
  INSERT INTO user_counters (user_id, post_count)
  SELECT author_id, count(*) FROM posts WHERE published_at IS NOT NULL GROUP BY author_id ORDER BY author_id`;

/**
 * Fills the tables of a migrated database. Indexes are built when the rows are there, which is several times as fast;
 * triggers sleep, and what they would have counted is counted at the end.
 */
export function loadDataSet(url: string, users: number): Promise<SecondaryIndex[]> {
  return withClient(url, async (client) => {
    const indexes = await secondaryIndexes(client, TABLES);
    const posts = 2 * users;
    const copy = (into: string, rows: Iterable<string[]>) => copyRows(client, `${into} ${FROZEN}`, rows);
    await client.query('BEGIN');
    await client.query(`TRUNCATE ${TABLES.join(', ')} RESTART IDENTITY CASCADE`);
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
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
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
    await client.query('COMMIT');
    await timed('VACUUM', () => client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}`));
    return indexes;
  });
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

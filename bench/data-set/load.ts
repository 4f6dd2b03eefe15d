import { copyRows } from './copy-rows.ts';
import { POST_COLUMNS, postRows, USER_COLUMNS, userRows } from './rows.ts';
import { secondaryIndexes, type SecondaryIndex } from './secondary-indexes.ts';
import { withClient } from './with-client.ts';

const TABLES = ['users', 'posts'];
// Rows that come in the transaction that emptied their table need no further visit, and no log where wal_level is low.
const FROZEN = 'FROM STDIN (FREEZE)';

/**
 * Fills the tables of a migrated database. Indexes are built when the rows are there, which is several times as fast;
 * triggers sleep, and what they would have counted is counted at the end.
 */
export function loadDataSet(url: string, users: number): Promise<SecondaryIndex[]> {
  return withClient(url, async (client) => {
    const indexes = await secondaryIndexes(client, TABLES);
    await client.query('BEGIN');
    await client.query(`TRUNCATE ${TABLES.join(', ')} RESTART IDENTITY CASCADE`);
    for (const table of TABLES) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    for (const { drop } of indexes) await client.query(drop);
    await timed(`${users} users`, () =>
      copyRows(client, `users (${USER_COLUMNS}) ${FROZEN}`, userRows(users)),
    );
    await timed(`${2 * users} posts`, () =>
      copyRows(client, `posts (${POST_COLUMNS}) ${FROZEN}`, postRows(2 * users, users)),
    );
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

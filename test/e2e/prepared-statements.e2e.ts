import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi, UNCACHED } from '../support/api.ts';

const ONE_CONNECTION = { ...UNCACHED, DATABASE_REPLICA_URLS: '', DATABASE_POOL_MAX: '1' };

async function readTenTimes(api: TestApi): Promise<string> {
  const { id } = await createUser(api);
  const path = `/api/v1/users/${id}`;
  for (let turn = 0; turn < 10; turn += 1) await api.http().get(path).expect(200);
  return path;
}

async function prepared(api: TestApi): Promise<string[]> {
  const rows: { statement: string }[] = await api.dataSource.query(
    'SELECT statement FROM pg_prepared_statements',
  );
  return rows.map(({ statement }) => statement);
}

describe('prepared statements', () => {
  it('are made of reads that come often, once a connection', async () => {
    const api = await startApi(ONE_CONNECTION);
    await readTenTimes(api);
    const statements = await prepared(api);
    expect(statements.filter((statement) => statement.includes('FROM "users"'))).toHaveLength(1);
    expect(statements.every((statement) => statement.trimStart().startsWith('SELECT'))).toBe(true);
  });

  it('are not made when the configuration forbids them', async () => {
    const api = await startApi({ ...ONE_CONNECTION, DATABASE_PREPARED_STATEMENTS: 'false' });
    await readTenTimes(api);
    expect(await prepared(api)).toEqual([]);
  });

  it('survive a migration that changes the columns they read', async () => {
    const api = await startApi(ONE_CONNECTION);
    const path = await readTenTimes(api);
    await api.dataSource.query('ALTER TABLE users ALTER COLUMN version TYPE bigint');
    try {
      await api.http().get(path).expect(200);
      await api.http().get(path).expect(200);
    } finally {
      await api.dataSource.query('ALTER TABLE users ALTER COLUMN version TYPE integer');
    }
  });
});

import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

const POOL_MAX = 4;
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ DATABASE_REPLICA_URLS: '', DATABASE_POOL_MAX: String(POOL_MAX) });
});

/** Connections that applications, not this question, hold to this test's database. */
async function connections(watcher: TestApi['dataSource']): Promise<number> {
  const [{ count }] = await watcher.query(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'groundwork' AND pid <> pg_backend_pid()`,
  );
  return count as number;
}

describe('the connection pool', () => {
  it('never opens more than its limit, however many requests come, and serves all [W4.S2] [W4.S3] [W3.S2]', async () => {
    const { id } = await createUser(api);
    const counts: number[] = [];
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) counts.push(1 + (await connections(api.dataSource)));
    })();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        n % 4 === 0
          ? api
              .http()
              .patch(`/api/v1/users/${id}`)
              .send({ name: `Name ${n}` })
          : api.http().get('/api/v1/users?page=1'),
      ),
    );
    watching.abort();
    await watch;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(Math.max(...counts)).toBe(POOL_MAX);
  });
});

import { randomUUID } from 'node:crypto';
import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyLink } from '../support/faulty-link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let link: FaultyLink;
let api: TestApi;
let hasty: TestApi;

beforeAll(async () => {
  link = await FaultyLink.to((await workerEnvironment()).DATABASE_URL ?? '');
  const env = { DATABASE_REPLICA_URLS: '', DATABASE_URL: link.url, DATABASE_PRIMARY_WAIT_MS: '20000' };
  api = await startApi(env);
  hasty = await startApi({ ...env, REQUEST_TIMEOUT_MS: '3000' });
});

afterAll(() => link.close());

type Body = ReturnType<typeof aUser>;

const post = (key: string, body: Body, to = api) =>
  to.http().post('/api/v1/users').set('Idempotency-Key', key).send(body);

/** Sends the request again until it is answered otherwise: the server may not have noticed yet that we are gone. */
const again = (key: string, body: Body) =>
  eventually(async () => {
    const answer = await post(key, body);
    return answer.status !== 409 && answer.status !== 503 && answer;
  }, 20_000);

async function times({ email }: Body): Promise<number> {
  const sql = 'SELECT count(*)::int AS count FROM users WHERE email = $1';
  return (await api.dataSource.query<{ count: number }[]>(sql, [email]))[0]?.count ?? -1;
}

describe('a request whose COMMIT is not answered', () => {
  it.each([
    ['lose answer', 'true'],
    ['lose statement', undefined],
  ] as const)(
    'because its connection ends (%s) is 503, and made once when it is repeated with its key [W9.H6]',
    async (fault, replayed) => {
      const [key, body] = [randomUUID(), aUser()];
      link.arm('COMMIT', fault);
      const unknown = await post(key, body);
      expect(unknown.status).toBe(503);
      expect(unknown.headers['retry-after']).toBe('1');
      expect(unknown.body).toMatchObject({ reason: 'commit_unknown', instance: '/api/v1/users' });
      expect(unknown.body.detail).toContain('Idempotency-Key');

      const answer = await again(key, body);
      expect(answer.status).toBe(201);
      expect(answer.headers['idempotency-replayed']).toBe(replayed);
      expect(await times(body)).toBe(1);
    },
  );

  it('in the time it has is told that its change may have been made, not that it was not', async () => {
    const [key, body] = [randomUUID(), aUser()];
    link.arm('COMMIT', 'hold answer');
    const unknown = await post(key, body, hasty);
    expect(unknown.status).toBe(503);
    expect(unknown.body).toMatchObject({ reason: 'commit_unknown' });
    link.cut();
    expect((await again(key, body)).headers['idempotency-replayed']).toBe('true');
    expect(await times(body)).toBe(1);
  });

  it('makes its client read from the primary afterwards, which has the change if anyone has', async () => {
    link.arm('COMMIT', 'lose answer');
    const unknown = await post(randomUUID(), aUser());
    expect(unknown.body).toMatchObject({ reason: 'commit_unknown' });
    const { 'x-consistency-token': token } = unknown.headers;
    expect(token).toMatch(/^ffffffff:ffffffffffffffff/);
  });
});

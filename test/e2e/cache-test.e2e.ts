import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PATH = '/api/v1/cache-test';

let api: TestApi;
let other: TestApi;
let link: Link;

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  api = await startApi();
  // What services log goes to the application that was started last.
  other = await startApi({ REDIS_CACHE_URL: link.url, LOG_LEVEL: 'debug' });
});

afterAll(() => link.cut());

describe('/api/v1/cache-test', () => {
  it.each([[{ deep: [1, null, 'ä😀'] }], ['text'], [0], [false], [[]]])(
    'keeps %j, and another process has it [W7.S2] [W7.S3] [W7.S4]',
    async (value) => {
      const put = await api.anonymous().put(`${PATH}/a:b-1.c`).send({ value }).expect(200);
      expect(put.body).toMatchObject({ key: 'a:b-1.c', value });
      const { body, headers } = await other.anonymous().get(`${PATH}/a:b-1.c`).expect(200);
      expect(body).toMatchObject({ key: 'a:b-1.c', value });
      expect(headers['x-cache']).toBe('HIT');
      const { expiresAt } = body as { expiresAt: string };
      expect(Math.abs(Date.parse(expiresAt) - Date.now() - 60_000)).toBeLessThan(30_000);
    },
  );

  it('loses it when its time is over [W7.S5] [W7.H7]', async () => {
    await api.anonymous().put(`${PATH}/short?ttl=1`).send({ value: 1 }).expect(200);
    await api.anonymous().put(`${PATH}/long?ttl=60`).send({ value: 1 }).expect(200);
    const gone = await eventually(async () => {
      const answer = await api.anonymous().get(`${PATH}/short`);
      return answer.status === 404 && answer;
    }, 20_000);
    expect(gone.body).toMatchObject({ reason: 'cache_entry_not_found' });
    expect(gone.headers['x-cache']).toBe('MISS');
    await api.anonymous().get(`${PATH}/long`).expect(200);
  });

  it('logs and counts hits and misses [W7.S6] [W7.I5]', async () => {
    const counts = async () => {
      const { text } = await api.http().get('/metrics').expect(200);
      return ['HIT', 'MISS'].map((status) =>
        Number(
          new RegExp(`reads_total{namespace="cache-test",status="${status}"} (\\d+)`).exec(text)?.[1] ?? 0,
        ),
      );
    };
    const [hits = 0, misses = 0] = await counts();
    await api.anonymous().put(`${PATH}/logged`).send({ value: 1 }).expect(200);
    await api.anonymous().get(`${PATH}/logged`).expect(200);
    await api.anonymous().get(`${PATH}/absent`).expect(404);
    expect(await counts()).toEqual([hits + 1, misses + 1]);
    expect(other.log.of('cache hit')).toContainEqual(
      expect.objectContaining({ level: 'debug', key: 'logged' }),
    );
    expect(other.log.of('cache miss')).toContainEqual(expect.objectContaining({ key: 'absent' }));
  });

  it.each([
    [`${PATH}/a%20b`, { value: 1 }, 400, 'key'],
    [`${PATH}/${'k'.repeat(201)}`, { value: 1 }, 400, 'key'],
    [`${PATH}/a?ttl=0`, { value: 1 }, 400, 'ttl'],
    [`${PATH}/a?ttl=3601`, { value: 1 }, 400, 'ttl'],
    [`${PATH}/a`, {}, 422, 'value'],
    [`${PATH}/a`, { value: null }, 422, 'value'],
    [`${PATH}/a`, { value: 'x'.repeat(65_536) }, 422, 'value'],
    [`${PATH}/a`, { value: 1, more: 1 }, 422, 'more'],
  ])('refuses what cannot be kept: %#', async (path, body, status, field) => {
    const answer = await api.anonymous().put(path).send(body).expect(status);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });

  it('says when Redis is away, and works again by itself', async () => {
    await link.cut();
    const { body } = await other.anonymous().get(`${PATH}/a`).expect(503);
    expect(body).toMatchObject({ reason: 'cache_unavailable' });
    await other.anonymous().put(`${PATH}/a`).send({ value: 1 }).expect(503);
    await link.mend();
    await eventually(
      async () => (await other.anonymous().put(`${PATH}/a`).send({ value: 1 })).status === 200,
      20_000,
    );
  });
});

it('is not there in production [W7.S3]', async () => {
  const production = await startApi({
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://api.example',
    CONSISTENCY_TOKEN_SECRET: 'a secret of sixteen',
  });
  const { body } = await production.anonymous().get(`${PATH}/a`).expect(404);
  expect(body).toMatchObject({ reason: 'route_not_found' });
  await production.anonymous().put(`${PATH}/a`).send({ value: 1 }).expect(404);
});

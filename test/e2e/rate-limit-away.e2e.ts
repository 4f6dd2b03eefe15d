import { register } from 'prom-client';
import { createClient } from 'redis';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type Link, linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const LIMITS = { RATE_LIMIT_ANONYMOUS: '20/15m' };

let link: Link;
let other: TestApi;

beforeAll(async () => {
  link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  other = await startApi(LIMITS);
});

afterAll(() => link.cut());

async function served(from: TestApi, count: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => fetch(`${from.url}/about`)));
  return answers.filter(({ status }) => status === 200).length;
}

async function forget(): Promise<void> {
  const redis = await createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL }).connect();
  await redis.flushDb();
  redis.destroy();
}

async function fallbacks(): Promise<number> {
  const text = await register.metrics();
  return Number(/groundwork_redis_fallbacks_total\{use="rate_limit"\} (\d+)/.exec(text)?.[1] ?? 0);
}

describe.each([
  ['is away', () => link.cut(), () => link.mend()],
  ['hangs', async () => link.freeze(), async () => link.thaw()],
])('when cache Redis %s', (_, harm, heal) => {
  it('each process limits for itself, says so once, and shares again by itself [W8.S1] [W1.H5]', async () => {
    const api = await startApi({ ...LIMITS, REDIS_CACHE_URL: link.url });
    const lines = (msg: string) => api.log.of(msg).filter(({ use }) => use === 'rate_limit');
    const lost = () => lines('cache Redis does not serve; done in the process');
    const back = () => lines('cache Redis serves again');
    const recovered = () =>
      eventually(async () => {
        await served(api, 1);
        return back().length === lost().length;
      });
    // A machine that is busy may have made it slow before.
    await recovered();
    await forget();
    expect(await served(other, 30)).toBe(20);
    expect(await served(api, 1)).toBe(0);

    const before = { fallbacks: await fallbacks(), lost: lost().length };
    await harm();
    const startedAt = performance.now();
    expect(await served(api, 60)).toBe(20);
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(await served(api, 30)).toBe(0);
    expect(await fallbacks()).toBe(before.fallbacks + 90);
    expect(lost()).toHaveLength(before.lost + 1);
    expect(lost().at(-1)).toMatchObject({ level: 'warn' });

    await heal();
    await forget();
    await recovered();
    await forget();
    expect(await served(api, 10)).toBe(10);
    expect(await served(other, 20)).toBe(10);
  });
});

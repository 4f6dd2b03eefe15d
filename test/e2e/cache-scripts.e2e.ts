import { createClient, type RedisClientType } from 'redis';
import { ACQUIRE, BUMP, MEET } from '../../src/platform/cache/store/cache-scripts.js';
import { eventually } from '../support/eventually.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let redis: RedisClientType;

beforeAll(async () => {
  redis = createClient({ url: (await workerEnvironment()).REDIS_CACHE_URL });
  await redis.connect();
});

afterAll(() => redis.destroy());

const bump = () => BUMP.run(redis, ['tag:a'], ['00000001:0000000000000009', 60_000, '', 'bumps']);

it('what the primary said before a change does not count for it, though the change was forgotten', async () => {
  const acquire = async (asked = '', position = '') => {
    const args = ['token', 2000, 60_000, 1, asked, position];
    return (await ACQUIRE.run(redis, ['lease:a', 'tag:a'], args)) as [number, string, string];
  };
  const first = await acquire();
  expect(first[0]).toBe(-1);
  await bump();
  await redis.del('cache:furthest');
  const position = '00000001:0000000000000005';
  const second = await acquire(first[1], position);
  expect(second[0]).toBe(-1);
  expect(await acquire(second[1], position)).toMatchObject([
    1,
    expect.any(String),
    '00000001:0000000000000009',
  ]);
});

it('which server was met is not what a full Redis forgets first', async () => {
  await MEET.run(redis, [], ['server', 60_000, 'bumps']);
  const isIdle = async () => Number(await redis.sendCommand(['OBJECT', 'IDLETIME', 'cache:run'])) > 0;
  await eventually(isIdle, 20_000);
  await eventually(async () => {
    await bump();
    return !(await isIdle());
  }, 20_000);
});

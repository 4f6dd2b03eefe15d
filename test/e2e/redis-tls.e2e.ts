import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickPort } from '../../local/ports.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { Authority } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { mailsTo } from '../support/mailbox.ts';
import { askRedis, runRedis } from '../support/own-redis.ts';
import { endProcesses } from '../support/processes.ts';
import { type RedisTls, redisTls } from '../support/redis-tls.ts';
import { SentinelSets } from '../support/sentinel-set.ts';
import { startWorker } from '../support/worker.ts';

// A failover takes two seconds; a busy machine may need many times that.
const PATIENCE_MS = 60_000;
const PASSWORD = 'as-the-server-knows-it';

let dir: string;
let tls: RedisTls;
let sets: SentinelSets | undefined;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  tls = redisTls(dir);
});

afterAll(() => {
  endProcesses();
  sets?.remove();
  rmSync(dir, { recursive: true, force: true });
});

describe('a Redis that speaks TLS', () => {
  let url: string;

  beforeAll(async () => {
    const port = await pickPort(new Set());
    await runRedis(dir, port, [`requirepass ${PASSWORD}`, 'save ""', ...tls.lines(port)]);
    await eventually(() => isUp(port), 20_000);
    url = `rediss://default:${PASSWORD}@127.0.0.1:${port}`;
  });

  it('caches and hands over jobs, where its authority is given', async () => {
    const env = { REDIS_CACHE_URL: `${url}/1`, REDIS_QUEUE_URL: `${url}/2`, REDIS_TLS_CA: tls.ca };
    const api = await startApi(env);
    await startWorker({ ...env, WORKER_QUEUES: 'email' });
    await expectMail(api);
    await expectHit(api);
    expect(await partsOf(api)).toMatchObject({
      'queue-redis': { status: 'up' },
      'cache-redis': { status: 'up' },
    });
  }, 60_000);

  it('is not believed by who does not know its authority, and the log says why', async () => {
    const other = new Authority('Somebody else').certificate;
    const api = await startApi({
      REDIS_CACHE_URL: `${url}/1`,
      REDIS_QUEUE_URL: `${url}/2`,
      REDIS_TLS_CA: other,
    });
    for (const name of ['cache', 'queue']) {
      const [line] = await eventually(() => {
        const found = api.log.of(`${name} Redis is away`);
        return found.length > 0 && found;
      }, PATIENCE_MS);
      expect(JSON.stringify(line)).toMatch(/unable to verify|self-signed|local issuer/);
    }
  }, 60_000);
});

it('sets whose servers and sentinels speak TLS are followed when their primaries die [W7.B5]', async () => {
  const set = (sets = await SentinelSets.start(true));
  const env = { REDIS_CACHE_URL: set.url('cache'), REDIS_QUEUE_URL: set.url('queue'), REDIS_TLS_CA: set.ca };
  const api = await startApi(env);
  await startWorker({ ...env, WORKER_QUEUES: 'email' });
  await expectMail(api);
  await expectHit(api);
  const before = { cache: await set.primary('cache'), queue: await set.primary('queue') };
  await Promise.all([set.kill(before.cache), set.kill(before.queue)]);
  for (const role of ['cache', 'queue'] as const) {
    await eventually(async () => {
      const { primary } = (await partsOf(api))[`${role}-redis`] ?? {};
      return primary !== `127.0.0.1:${before[role]}` && primary === `127.0.0.1:${await set.primary(role)}`;
    }, PATIENCE_MS);
  }
  await expectMail(api);
  await expectHit(api);
}, 180_000);

const isUp = (port: number) =>
  askRedis(port, ['PING'], PASSWORD, tls.ca).then(
    (answer) => answer === 'PONG',
    () => false,
  );

async function expectMail(api: TestApi): Promise<void> {
  const to = `${randomUUID()}@example.com`;
  await api.http().post('/api/v1/emails').send({ to, subject: 'Tea', body: 'At four?' }).expect(202);
  await eventually(async () => (await mailsTo(to)).length > 0, PATIENCE_MS);
}

async function expectHit(api: TestApi): Promise<void> {
  const read = async () => (await api.http().get('/api/v1/posts?limit=3')).headers['x-cache'] as string;
  await eventually(async () => (await read()) === 'HIT', PATIENCE_MS);
}

async function partsOf(api: TestApi): Promise<Record<string, { status: string; primary?: string }>> {
  const { body } = await api.http().get('/health');
  return (body.parts ?? {}) as Record<string, { status: string; primary?: string }>;
}

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickPort } from '../../local/ports.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { askRedis, runRedis } from '../support/own-redis.ts';
import { endProcesses } from '../support/processes.ts';
import { metric } from '../support/query-log.ts';
import { startWorker } from '../support/worker.ts';

const FILLER = 'x'.repeat(100_000);

let dir: string;
let cache: number;
let queue: number;
let api: TestApi;
let worker: { log: LogLines };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'full-'));
  cache = await start('maxmemory 4mb\nmaxmemory-policy allkeys-lru');
  queue = await start('maxmemory 64mb\nmaxmemory-policy noeviction');
  const env = {
    ...PRIMARY_ONLY,
    REDIS_CACHE_URL: `redis://127.0.0.1:${cache}/0`,
    REDIS_QUEUE_URL: `redis://127.0.0.1:${queue}/0`,
  };
  api = await startApi({ ...env, QUEUE_SAMPLE_MS: '100', CACHE_NEAR_MAX_BYTES: '0' });
  worker = await startWorker({ ...env, WORKER_QUEUES: 'email' });
}, 60_000);

afterAll(() => {
  endProcesses();
  rmSync(dir, { recursive: true, force: true });
});

async function start(limits: string): Promise<number> {
  const port = await pickPort(new Set([cache]));
  await runRedis(dir, port, ['save ""', limits]);
  await eventually(
    () =>
      askRedis(port, ['PING']).then(
        () => true,
        () => false,
      ),
    20_000,
  );
  return port;
}

describe('a cache Redis that is full', () => {
  it('forgets what nobody asked for lately, and no request notices', async () => {
    const user = await createUser(api);
    const read = () => api.anonymous().get(`/api/v1/users/${user.id}`).expect(200);
    for (let round = 0; round < 100; round += 1) {
      await askRedis(cache, ['SET', `filler:${round}`, FILLER]);
      const name = `Ada ${round}`;
      if (round % 10 === 0) await api.http().patch(`/api/v1/users/${user.id}`).send({ name }).expect(200);
      expect((await read()).body).toMatchObject({ name: `Ada ${round - (round % 10)}` });
    }
    const info = await askRedis<string>(cache, ['INFO', 'stats']);
    expect(Number(/^evicted_keys:(\d+)/m.exec(info)?.[1])).toBeGreaterThan(0);
    const { body } = await api.http().get('/api/v1/admin/cache').expect(200);
    expect(body.redis.evicted).toBeGreaterThan(0);
    await eventually(async () => (await read()).headers['x-cache'] === 'HIT', 20_000);
  }, 60_000);
});

describe('a queue Redis that is full', () => {
  it('loses no job: they wait in the outbox, which shows, and are done when there is room [W5.I7]', async () => {
    await fill();
    const sent = [await send(), await send()];
    await eventually(() => worker.log.of('jobs cannot be handed over').length > 0, 20_000);
    expect(JSON.stringify(worker.log.of('jobs cannot be handed over'))).toContain('OOM');
    await eventually(async () => metric(await metrics(), 'groundwork_outbox_rows') >= 2, 20_000);
    const done = () => worker.log.of('job completed').map(({ jobId }) => jobId);
    expect(sent.filter((jobId) => done().includes(jobId))).toEqual([]);
    expect(await waiting()).toBe(2);
    await limit('64mb');
    await eventually(() => sent.every((jobId) => done().includes(jobId)), 30_000);
    await eventually(async () => (await waiting()) === 0, 20_000);
  }, 90_000);
});

/** Far more than fits, so that a little room that comes free is not enough. */
async function fill(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await askRedis(queue, ['SET', `filler:${count}`, FILLER]);
  await limit('1mb');
}

const limit = (memory: string) => askRedis(queue, ['CONFIG', 'SET', 'maxmemory', memory]);

async function send(): Promise<string> {
  const mail = { to: `${randomUUID()}@example.com`, subject: 'Tea', body: 'At four?' };
  const { body } = await api.http().post('/api/v1/emails').send(mail).expect(202);
  return (body as { jobId: string }).jobId;
}

const waiting = async () =>
  (await api.dataSource.query(`SELECT count(*)::int AS count FROM outbox WHERE queue = 'email'`))[0]
    .count as number;

const metrics = async () => (await api.http().get('/metrics').expect(200)).text;

import { setTimeout as sleep } from 'node:timers/promises';
import { openAccountWith } from '../builders/an-account.ts';
import { startApi } from '../support/api.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, launch, type RunningProcess } from '../support/processes.ts';
import { SentinelSets } from '../support/sentinel-set.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// A failover takes two seconds; a busy machine may need many times that.
const PATIENCE_MS = 60_000;

const ROLES = ['cache', 'queue'] as const;

let sets: SentinelSets;
let other: ApiProcess;
let urls: [string, string];
let admin: { id: number; accessToken: string };
let worker: RunningProcess;

beforeAll(async () => {
  sets = await SentinelSets.start();
  // Whoever reads without being known may be served by a replica that lags, and the cache is not to blame for that.
  const env = {
    DATABASE_REPLICA_URLS: '',
    REDIS_CACHE_URL: sets.url('cache'),
    REDIS_QUEUE_URL: sets.url('queue'),
    JOB_LOCK_MS: '2000',
    CACHE_NEAR_MAX_BYTES: '0',
  };
  const api = await startApi(env);
  [worker, other] = await Promise.all([
    launch('worker', { ...env, WORKER_QUEUES: 'email' }),
    startApiProcess({ ...(await workerEnvironment()), ...env }),
  ]);
  urls = [api.url, other.url];
  admin = await openAccountWith(api, 'admin');
}, 120_000);

afterAll(async () => {
  await other?.stop();
  endProcesses();
  sets?.remove();
}, 60_000);

interface Seen {
  failures: string[];
  older: string[];
  reads: number;
  hits: number;
  jobs: string[];
  slowestMs: number;
}

type Primaries = Record<(typeof ROLES)[number], number>;

describe('when sentinels have to replace the primaries of cache and queue', () => {
  it('that hang, with a sentinel, requests go on with the new ones, and nobody returns to the old [W7.B5]', async () => {
    await underLoad(async (before) => {
      sets.signalSentinel('SIGSTOP');
      sets.suspend(before.cache);
      sets.suspend(before.queue);
      const after = await replaced(before);
      await eventually(() => followed(after), PATIENCE_MS);
      sets.resume(before.cache);
      sets.resume(before.queue);
      for (const role of ROLES) await eventually(() => sets.isLeft(before[role]), PATIENCE_MS);
      sets.signalSentinel('SIGCONT');
      await eventually(() => followed(after), PATIENCE_MS);
    });
  }, 240_000);

  it('that die, no request fails, nobody misses what they wrote, no job is lost [W7.B5]', async () => {
    await underLoad(async (before) => {
      await Promise.all([sets.kill(before.cache), sets.kill(before.queue)]);
      const after = await replaced(before);
      await eventually(() => followed(after), PATIENCE_MS);
    });
    expect(await other.stop()).toBe(0);
  }, 240_000);
});

async function underLoad(hurt: (before: Primaries) => Promise<void>): Promise<void> {
  const seen: Seen = { failures: [], older: [], reads: 0, hits: 0, jobs: [], slowestMs: 0 };
  let over = false;
  const load = Promise.all([writeAndRead(seen, () => over), sendMails(seen, () => over)]);
  try {
    await eventually(() => seen.hits > 5 && seen.jobs.length > 5, PATIENCE_MS);
    await hurt({ cache: await sets.primary('cache'), queue: await sets.primary('queue') });
    const hits = seen.hits;
    await eventually(() => seen.hits > hits + 5, PATIENCE_MS);
  } finally {
    over = true;
  }
  await load;
  expect(seen.failures).toEqual([]);
  expect(seen.older).toEqual([]);
  await eventually(() => seen.jobs.every((jobId) => done().has(jobId)), PATIENCE_MS);
  process.stdout.write(
    `${seen.reads} reads, ${seen.hits} from the cache; ${seen.jobs.length} jobs; ${seen.slowestMs} ms at the most\n`,
  );
}

async function replaced(before: Primaries): Promise<Primaries> {
  const next = (role: (typeof ROLES)[number]) =>
    eventually(async () => {
      const port = await sets.primary(role);
      return port !== before[role] && port;
    }, PATIENCE_MS);
  return { cache: await next('cache'), queue: await next('queue') };
}

/** Whether both processes are connected to these, as they say themselves. */
async function followed(primaries: Primaries): Promise<boolean> {
  const headers = { authorization: `Bearer ${admin.accessToken}` };
  for (const url of urls) {
    const ask = async (path: string) => (await fetch(`${url}${path}`, { headers })).text();
    const { parts } = JSON.parse(await ask('/health')) as { parts: Record<string, { primary?: string }> };
    const metrics = await ask('/metrics');
    for (const role of ROLES) {
      const primary = `127.0.0.1:${primaries[role]}`;
      if (parts[`${role}-redis`]?.primary !== primary) return false;
      const lines = metrics.split('\n').filter((line) => line.includes(`_primary_info{redis="${role}"`));
      const line = `groundwork_redis_primary_info{redis="${role}",set="${role}",address="${primary}"} 1`;
      if (lines.join('\n') !== line) return false;
    }
  }
  return true;
}

/**
 * Changes a user through one process, and reads it through both. One process may follow sooner than the other, so until
 * both have, only who wrote is sure to see it.
 */
async function writeAndRead(seen: Seen, over: () => boolean): Promise<void> {
  const path = `/api/v1/users/${admin.id}`;
  for (let version = 1; !over(); version += 1) {
    const name = `Ada ${performance.now()}`;
    const written = await call(seen, `${urls[version % 2]}${path}`, 'PATCH', { body: { name } });
    const token = written?.headers.get('x-consistency-token') ?? undefined;
    for (let turn = 0; turn < 6; turn += 1) {
      const answer = await call(seen, `${urls[turn % 2]}${path}`, 'GET', { token });
      if (!answer) continue;
      seen.reads += 1;
      if (answer.headers.get('x-cache') === 'HIT') seen.hits += 1;
      const read = ((await answer.json()) as { name: string }).name;
      if (read !== name) seen.older.push(`${read} after ${name}`);
    }
  }
}

async function sendMails(seen: Seen, over: () => boolean): Promise<void> {
  for (let number = 1; !over(); number += 1) {
    const mail = { to: 'ada@example.com', subject: `Tea ${number}`, body: 'At four?' };
    const answer = await call(seen, `${urls[number % 2]}/api/v1/emails`, 'POST', { body: mail });
    if (answer?.status === 202) seen.jobs.push(((await answer.json()) as { jobId: string }).jobId);
    await sleep(20);
  }
}

/** Whoever writes is an administrator. */
async function call(
  seen: Seen,
  url: string,
  method: string,
  { body, token }: { body?: object; token?: string } = {},
): Promise<Response | undefined> {
  const headers = {
    ...(body && { 'content-type': 'application/json', authorization: `Bearer ${admin.accessToken}` }),
    ...(token && { 'x-consistency-token': token }),
  };
  const startedAt = performance.now();
  try {
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (answer.ok) return answer;
    seen.failures.push(`${method} ${url} ${answer.status} ${await answer.text()}`);
  } catch (error) {
    seen.failures.push(`${method} ${url} ${String(error)}`);
  } finally {
    seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - startedAt));
  }
  return undefined;
}

function done(): Set<unknown> {
  const lines = worker.lines().filter(({ msg }) => msg === 'job completed');
  return new Set(lines.map(({ jobId }) => jobId));
}

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
}

describe('when sentinels have to replace the primaries of cache and queue', () => {
  it('no request fails, nothing older is served, no job is lost, and all goes on [W7.B5]', async () => {
    const seen: Seen = { failures: [], older: [], reads: 0, hits: 0, jobs: [] };
    let over = false;
    const load = Promise.all([writeAndRead(admin.id, seen, () => over), sendMails(seen, () => over)]);
    await eventually(() => seen.hits > 5 && seen.jobs.length > 5, PATIENCE_MS);
    const before = { cache: await sets.primary('cache'), queue: await sets.primary('queue') };
    await Promise.all([sets.kill(before.cache), sets.kill(before.queue)]);
    await eventually(async () => (await sets.primary('cache')) !== before.cache, PATIENCE_MS);
    await eventually(async () => (await sets.primary('queue')) !== before.queue, PATIENCE_MS);
    const hits = seen.hits;
    await eventually(() => seen.hits > hits + 5, PATIENCE_MS);
    over = true;
    await load;
    expect(seen.failures).toEqual([]);
    expect(seen.older).toEqual([]);
    await eventually(() => seen.jobs.every((jobId) => done().has(jobId)), PATIENCE_MS);
    process.stdout.write(`${seen.reads} reads, ${seen.hits} from the cache; ${seen.jobs.length} jobs\n`);
    expect(await other.stop()).toBe(0);
  }, 240_000);
});

/** Changes a user through one process, and reads it as a stranger through the other. */
async function writeAndRead(id: number, seen: Seen, over: () => boolean): Promise<void> {
  const path = `/api/v1/users/${id}`;
  for (let version = 1; !over(); version += 1) {
    const name = `Ada ${version}`;
    await call(seen, `${urls[version % 2]}${path}`, 'PATCH', { name });
    for (let turn = 0; turn < 6; turn += 1) {
      const answer = await call(seen, `${urls[turn % 2]}${path}`, 'GET');
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
    const answer = await call(seen, `${urls[number % 2]}/api/v1/emails`, 'POST', mail);
    if (answer?.status === 202) seen.jobs.push(((await answer.json()) as { jobId: string }).jobId);
    await sleep(20);
  }
}

/** Strangers read, an administrator writes. */
async function call(seen: Seen, url: string, method: string, body?: object): Promise<Response | undefined> {
  const headers = body
    ? { 'content-type': 'application/json', authorization: `Bearer ${admin.accessToken}` }
    : {};
  try {
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (answer.ok) return answer;
    seen.failures.push(`${method} ${url} ${answer.status} ${await answer.text()}`);
  } catch (error) {
    seen.failures.push(`${method} ${url} ${String(error)}`);
  }
  return undefined;
}

function done(): Set<unknown> {
  const lines = worker.lines().filter(({ msg }) => msg === 'job completed');
  return new Set(lines.map(({ jobId }) => jobId));
}

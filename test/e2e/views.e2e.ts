import { Redis } from 'ioredis';
import { Database } from '../../src/platform/database/database.js';
import { Tallies } from '../../src/platform/tallies/tallies.js';
import { recordViews } from '../../src/features/views/record-views.job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let author: { id: number };
const connections: Redis[] = [];

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
});

afterAll(() => connections.forEach((redis) => redis.disconnect()));

async function tallies(): Promise<{ redis: Redis; tallies: Tallies }> {
  const { REDIS_QUEUE_URL = '' } = await workerEnvironment();
  const redis = new Redis(REDIS_QUEUE_URL, { retryStrategy: () => null });
  connections.push(redis);
  return { redis, tallies: new Tallies(redis, api.app.get(Database)) };
}

/** A thing that is counted, and the sum of all that was applied. */
async function aTally() {
  const name = `test-${connections.length}`;
  const { id } = await createPost(api, author.id);
  const counter = await tallies();
  await api.dataSource.query('INSERT INTO post_counters (post_id) VALUES ($1)', [id]);
  const apply: Parameters<Tallies['move']>[1] = async (tx, counts) => {
    const sql = 'UPDATE post_counters SET view_count = view_count + $2 WHERE post_id = $1';
    await tx.manager.query(sql, [id, counts.get(1) ?? 0]);
  };
  const sum = async () => {
    const sql = 'SELECT view_count FROM post_counters WHERE post_id = $1';
    const [row] = await api.dataSource.query<{ view_count: number }[]>(sql, [id]);
    return row?.view_count;
  };
  return { name, counter, apply, sum };
}

describe('views of a post', () => {
  it('are counted as they come, and stand in the post when the job has run [W7.H6]', async () => {
    const { id } = await createPost(api, author.id);
    const path = `/api/v1/posts/${id}`;
    expect((await api.anonymous().get(path).expect(200)).body.viewCount).toBe(0);
    await Promise.all(
      Array.from({ length: 30 }, () => api.anonymous().post(`${path}/views`).expect(204, '')),
    );
    await startWorker();
    await api.app
      .get(Database)
      .transaction('test', (tx) => api.app.get(JobQueues).enqueue(tx, recordViews, {}));
    await eventually(async () => {
      const { body, headers } = await api.anonymous().get(path).set('Cache-Control', 'no-cache').expect(200);
      expect(headers.etag).toBe(`"1.1.0.0.${body.viewCount}"`);
      return body.viewCount === 30;
    });
  });

  it('are not counted of what one may not see', async () => {
    const { id } = await createPost(api, author.id, { status: 'draft' });
    await api.anonymous().post(`/api/v1/posts/${id}/views`).expect(404);
    await api.anonymous().post('/api/v1/posts/999999999/views').expect(404);
    await api.as(author).post(`/api/v1/posts/${id}/views`).expect(204);
  });
});

describe('a tally', () => {
  it('that somebody moved and could not forget is applied once', async () => {
    const { name, counter, apply, sum } = await aTally();
    await Promise.all([1, 1, 1].map((each) => counter.tallies.add(name, each)));
    // As a process that dies between its commit and what follows.
    const dying = await tallies();
    const failure = dying.tallies.move(name, async (tx, counts) => {
      await apply(tx, counts);
      dying.redis.disconnect();
    });
    await expect(failure).rejects.toThrow();
    expect(await sum()).toBe(3);
    await counter.tallies.add(name, 1);
    await counter.tallies.move(name, apply);
    expect(await sum()).toBe(3);
    await counter.tallies.move(name, apply);
    expect(await sum()).toBe(4);
  });

  it('that was not applied is kept', async () => {
    const { name, counter, apply, sum } = await aTally();
    await counter.tallies.add(name, 1);
    const failure = counter.tallies.move(name, async (tx, counts) => {
      await apply(tx, counts);
      throw new Error('no room');
    });
    await expect(failure).rejects.toThrow('no room');
    await counter.tallies.add(name, 1);
    await counter.tallies.move(name, apply);
    await counter.tallies.move(name, apply);
    expect(await sum()).toBe(2);
  });

  it('counts each once while several move it', async () => {
    const { name, counter, apply, sum } = await aTally();
    const movers = await Promise.all([tallies(), tallies(), tallies()]);
    let isDone = false;
    const moving = movers.map(async (mover) => {
      while (!isDone) await mover.tallies.move(name, apply);
    });
    for (let turn = 0; turn < 40; turn += 1)
      await Promise.all(Array.from({ length: 25 }, () => counter.tallies.add(name, 1)));
    isDone = true;
    await Promise.all(moving);
    // What was moved aside when they stopped, and what came after.
    for (let turn = 0; turn < 2; turn += 1) await counter.tallies.move(name, apply);
    expect(await sum()).toBe(1000);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { refreshLeaderboards } from '../../src/features/leaderboards/refresh-leaderboards.job.js';
import { Database } from '../../src/platform/database/database.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { type Ranked, Ranking } from '../../src/platform/rankings/ranking.js';
import { Rankings } from '../../src/platform/rankings/rankings.js';
import { createCacheRedis } from '../../src/platform/redis/cache-redis.js';
import type { CacheRedis } from '../../src/platform/redis/cache-client.js';
import supertest from 'supertest';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startWorker } from '../support/worker.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { linkTo } from '../support/link.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const SIZE = 6;

/** The same numbers each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

describe('a ranking', () => {
  let redis: CacheRedis;
  let counts: Map<number, number>;
  let ranking: Ranking;

  beforeAll(async () => {
    redis = createCacheRedis((await workerEnvironment()).REDIS_CACHE_URL ?? '');
    await redis.connect();
  });

  afterAll(() => redis.destroy());

  const first = (limit: number): Ranked[] =>
    [...counts]
      .map(([id, score]) => ({ id, score }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score || other.id - one.id)
      .slice(0, limit);

  // As long as a database takes: what was read may be old when it arrives.
  async function late<T>(read: () => T, ms: number): Promise<T> {
    const found = read();
    await sleep(ms);
    return found;
  }

  const make = (ms = 0) => ranking.replace((size) => late(() => first(size), ms));
  const change = (id: number, ms = 0) =>
    ranking.change(() => late(() => [{ id, score: counts.get(id) ?? 0 }], ms));

  beforeEach(async () => {
    counts = new Map(Array.from({ length: 12 }, (_, id) => [id + 95, (id % 5) + 1]));
    ranking = new Ranking(redis, 'test', SIZE);
    await ranking.forget();
  });

  it('knows nobody until it is made, then the first ones in order', async () => {
    expect(await ranking.read(3)).toBeUndefined();
    await make();
    expect(await ranking.read(3)).toEqual(first(3));
    expect(await ranking.read(SIZE)).toEqual(first(SIZE));
    expect(await ranking.read(SIZE + 1)).toBeUndefined();
  });

  it.each([1, 2, 3, 4])('has the first ones after changes that meet (%i) [W4.H7] [W7.H6]', async (seed) => {
    const roll = dice(seed * 7919);
    await make();
    for (let round = 0; round < 12; round += 1) {
      const work = Array.from({ length: 8 }, () => {
        const id = 95 + roll(12);
        counts.set(id, Math.max(0, (counts.get(id) ?? 0) + roll(5) - 2));
        return roll(30) === 0 ? make(roll(6)) : change(id, roll(6));
      });
      await Promise.all(work);
      const read = await ranking.read(SIZE - 1);
      // Too few are left above the floor: whoever reads makes it anew.
      if (read) expect(read).toEqual(first(SIZE - 1));
      else expect(await make()).toEqual(first(SIZE));
    }
  });

  it('does not know who comes after those above its floor', async () => {
    counts = new Map(Array.from({ length: 12 }, (_, place) => [place + 100, place + 1]));
    await make();
    counts.set(111, 5);
    await change(111);
    expect(await ranking.read(SIZE - 1)).toEqual(first(SIZE - 1));
    expect(await ranking.read(SIZE)).toBeUndefined();
    counts.set(100, 30);
    await change(100);
    expect(await ranking.read(SIZE)).toEqual(first(SIZE));
  });

  it('is not changed by whoever was overtaken', async () => {
    await make();
    counts.set(100, 50);
    const slow = change(100, 60);
    await sleep(20);
    counts.set(100, 3);
    await change(100);
    await slow;
    expect(await ranking.read(4)).toEqual(first(4));
    counts.set(101, 40);
    const old = make(60);
    await sleep(20);
    counts.set(101, 2);
    await change(101);
    await old;
    expect(await ranking.read(4)).toEqual(first(4));
  });

  // Reads the database at once, and goes on when it is let.
  async function begin() {
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const made = ranking.replace(async (size) => {
      const found = first(size);
      begun.resolve();
      await gate.promise;
      return found;
    });
    await begun.promise;
    return () => (gate.resolve(), made);
  }

  it('keeps whoever was below its floor, and is above that of the list that comes', async () => {
    counts = new Map(Array.from({ length: 12 }, (_, place) => [place + 100, place + 1]));
    await make();
    for (const id of [109, 110, 111]) counts.set(id, 0);
    const end = await begin();
    counts.set(107, 5);
    await change(107);
    await end();
    expect(await ranking.read(SIZE - 1)).toEqual(first(SIZE - 1));
  });

  it('has what changed while it was made for the first time', async () => {
    const end = await begin();
    counts.set(100, 50);
    await change(100);
    expect(await ranking.read(1)).toBeUndefined();
    await end();
    expect(await ranking.read(4)).toEqual(first(4));
  });

  it('is not made, and nothing read for it, while Redis is away', async () => {
    const away = createCacheRedis((await workerEnvironment()).REDIS_CACHE_URL ?? '');
    const load = () => Promise.reject(new Error('was read'));
    expect(await new Ranking(away, 'test', SIZE).replace(load)).toBeUndefined();
  });

  it.each(['ranking:{test}', 'ranking:{test}:about'])('is none when %s was evicted', async (key) => {
    await make();
    await redis.del(key);
    expect(await ranking.read(1)).toBeUndefined();
    counts.set(100, 50);
    await change(100);
    expect(await ranking.read(1)).toBeUndefined();
    await make();
    expect(await ranking.read(1)).toEqual([{ id: 100, score: 50 }]);
  });
});

it('the users with the most posts are read once for all who ask, while Redis is away', async () => {
  const link = await linkTo((await workerEnvironment()).REDIS_CACHE_URL ?? '');
  const patient = { DATABASE_STATEMENT_TIMEOUT_MS: '60000', REQUEST_TIMEOUT_MS: '120000' };
  const away = await startApi({ ...PRIMARY_ONLY, ...patient, REDIS_CACHE_URL: link.url });
  const author = await createUser(away);
  await createPost(away, author.id);
  await link.cut();
  const ask = () => supertest(away.url).get('/api/v1/users/top?limit=7').expect(200);
  const answers = await whileLocked('LOCK TABLE user_counters', async (release) => {
    const asked = Promise.all(Array.from({ length: 8 }, ask));
    await eventually(async () => (await waiting(away)) > 0);
    await sleep(300);
    expect(await waiting(away)).toBe(1);
    await release();
    return asked;
  });
  const top = { id: author.id, postCount: 1 };
  for (const { body } of answers) expect(body.data).toContainEqual(expect.objectContaining(top));
});

describe('a leaderboard', () => {
  let api: TestApi;
  let reader: HttpClient;

  beforeAll(async () => {
    api = await startApi(PRIMARY_ONLY);
    reader = api.anonymous();
  });

  const top = async (limit: number, headers = {}) => {
    const answer = await reader.get(`/api/v1/users/top?limit=${limit}`).set(headers).expect(200);
    return { data: answer.body.data as object[] };
  };
  const inDatabase = async (limit: number) => (await top(limit, { 'Cache-Control': 'no-cache' })).data;

  it('has the users of the database after changes of all kinds [W4.H7]', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => createUser(api)));
    const posts: { id: number; authorId: number }[] = [];
    const roll = dice(4242);
    const ranking = api.app.get(Rankings, { strict: false }).open('top-users', 1000);
    const expectKept = async () => {
      const all = (await inDatabase(10)) as { id: number; postCount: number }[];
      expect(await ranking.read(10)).toEqual(all.map(({ id, postCount: score }) => ({ id, score })));
      expect((await top(10)).data).toEqual(all);
      expect((await top(2)).data).toEqual(all.slice(0, 2));
    };
    await top(3);
    await eventually(() => ranking.read(3));
    const write = async () => {
      const author = users[roll(users.length)] ?? { id: 0 };
      const as = api.as(author);
      const own = posts.filter(({ authorId }) => authorId === author.id);
      const post = own[roll(own.length || 1)];
      const kind = roll(6);
      if (!post || kind < 3) {
        const { id } = await createPost(api, author.id, { status: kind === 0 ? 'draft' : 'published' });
        posts.push({ id, authorId: author.id });
      } else if (kind === 3) {
        posts.splice(posts.indexOf(post), 1);
        await as.delete(`/api/v1/posts/${post.id}`).expect(204);
      } else if (kind === 4) await as.put(`/api/v1/posts/${post.id}/publication`).expect(200);
      else await as.delete(`/api/v1/posts/${post.id}/publication`).expect(200);
    };
    for (let round = 0; round < 6; round += 1) {
      for (let turn = 0; turn < 5; turn += 1) await write();
      await expectKept();
    }
    await api.http().delete(`/api/v1/users/${users[0]?.id}`).expect(204);
    await expectKept();
  });

  it('is made right by a job where nobody was told of a change [W7.B2]', async () => {
    const { id } = await createUser(api);
    const [one, two] = [(await createPost(api, id)).id, (await createPost(api, id)).id];
    const like = (post: number, likes: number) =>
      api.dataSource.query(
        `INSERT INTO post_counters (post_id, like_count) VALUES ($1, $2)
         ON CONFLICT (post_id) DO UPDATE SET like_count = $2`,
        [post, likes],
      );
    // With a cookie, so that it is the value that is given out, and not the whole answer.
    const liked = async () => {
      const { body, headers } = await reader.get('/api/v1/posts/top?limit=2').set('Cookie', 'theme=dark');
      const data = body.data as { id: number }[];
      return { ids: data.map((post) => post.id), isKept: headers['x-cache'] === 'HIT' };
    };
    await like(one, 900);
    await like(two, 800);
    await eventually(async () => (await liked()).isKept, 20_000);
    await like(two, 1000);
    expect((await liked()).ids).toEqual([one, two]);
    const ranking = api.app.get(Rankings, { strict: false }).open('top-users', 1000);
    await ranking.replace(() => Promise.resolve([{ id, score: 99 }]));
    expect((await top(1)).data).toMatchObject([{ id, postCount: 99 }]);

    await startWorker({ WORKER_QUEUES: 'audit' });
    await api.app
      .get(Database)
      .transaction('test', (tx) => api.app.get(JobQueues).enqueue(tx, refreshLeaderboards, {}));
    await eventually(async () => {
      const { ids, isKept } = await liked();
      return isKept && ids[0] === two && ids[1] === one;
    }, 20_000);
    expect((await top(3)).data).toEqual(await inDatabase(3));
    expect(await ranking.read(1)).not.toEqual([{ id, score: 99 }]);
  });
});

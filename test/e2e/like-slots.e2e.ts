import { DataSource } from 'typeorm';
import { CountersRepository } from '../../src/features/counters/counters.repository.js';
import { CountersService } from '../../src/features/counters/counters.service.js';
import { LikeSlotsRepository } from '../../src/features/counters/like-slots.repository.js';
import { LikeSlotsService } from '../../src/features/counters/like-slots.service.js';
import { settleLikes } from '../../src/features/counters/settle-likes.job.js';
import { refreshLeaderboards } from '../../src/features/leaderboards/refresh-leaderboards.job.js';
import { PostCounters } from '../../src/features/counters/post-counters.entity.js';
import { entities } from '../../src/main/entities.js';
import { Database } from '../../src/platform/database/database.js';
import { Events } from '../../src/platform/events/events.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { driftOf } from '../support/counters.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let database: Database;
let counters: CountersService;
let slots: LikeSlotsService;
let author: { id: number };
let fans: { id: number }[];
let post: { id: number };

beforeAll(async () => {
  api = await startApi({ ...PRIMARY_ONLY, DATABASE_STATEMENT_TIMEOUT_MS: '60000' });
  database = api.app.get(Database);
  counters = new CountersService(database, new CountersRepository(), api.app.get(Events));
  slots = new LikeSlotsService(database, new LikeSlotsRepository());
  fans = await Promise.all(Array.from({ length: 6 }, () => createUser(api)));
});

beforeEach(async () => {
  author = await createUser(api);
  post = await createPost(api, author.id);
  await like(author);
});

afterEach(async () => expect(await driftOf(api.dataSource)).toEqual([]));

const sql = <Row>(text: string, parameters: unknown[] = [post.id]) =>
  api.dataSource.query<Row[]>(text, parameters);
const like = (user: { id: number }) =>
  sql('INSERT INTO post_likes (post_id, user_id) VALUES ($1, $2)', [post.id, user.id]);
const unlike = (user: { id: number }) =>
  sql('DELETE FROM post_likes WHERE post_id = $1 AND user_id = $2', [post.id, user.id]);
/** Does something while the counter is taken, so that it is counted in a slot. */
const besides = <T>(work: () => Promise<T>) =>
  whileLocked(`SELECT FROM post_counters WHERE post_id = ${post.id} FOR UPDATE`, work);

async function likeCount(): Promise<number> {
  const path = `/api/v1/posts/${post.id}`;
  const { body } = await api.anonymous().get(path).set('Cache-Control', 'no-cache').expect(200);
  return (body as { likeCount: number }).likeCount;
}

/** What stands in the counter, and what in the slots. */
async function parts(): Promise<{ counter: number; slots: number[] }> {
  const [row] = await sql<{ counter: number; slots: number[] }>(
    `SELECT like_count AS counter, ARRAY(SELECT like_count FROM post_like_slots WHERE post_id = $1) AS slots
     FROM post_counters WHERE post_id = $1`,
  );
  return row ?? { counter: NaN, slots: [] };
}

async function recount(options: { fix: boolean }): Promise<object[]> {
  const wrong: object[] = [];
  for await (const row of counters.recount(options)) wrong.push(row);
  return wrong;
}

describe('a like while others have the counter', () => {
  it('waits for nobody, and is in the number at once, as is one that is taken back', async () => {
    const [ada, mary] = fans as [{ id: number }, { id: number }];
    await besides(async () => {
      await api.as(ada).put(`/api/v1/posts/${post.id}/likes/me`).expect(204);
      expect(await likeCount()).toBe(2);
      await like(mary);
      await unlike(author);
      expect(await likeCount()).toBe(2);
      expect(await parts()).toEqual({ counter: 1, slots: [1] });
    });
    for (const fan of [ada, mary]) await unlike(fan);
    expect(await likeCount()).toBe(0);
    expect(await parts()).toEqual({ counter: -1, slots: [1] });
    expect(await recount({ fix: false })).toEqual([]);
  });

  it('is counted in a slot that nobody has, or in a new one', async () => {
    const [ada, mary, caroline] = fans as [{ id: number }, { id: number }, { id: number }];
    await besides(async () => {
      await like(ada);
      const slot = `SELECT FROM post_like_slots WHERE post_id = ${post.id} FOR UPDATE`;
      await whileLocked(slot, () => like(mary));
      await like(caroline);
    });
    expect((await parts()).slots.toSorted()).toEqual([1, 2]);
    const path = `/api/v1/users/${author.id}/summary`;
    expect((await api.anonymous().get(path).expect(200)).body).toMatchObject({ likeCount: 4 });
  });
});

describe('a like that is not committed', () => {
  const failing = (user: { id: number }) =>
    api.dataSource.transaction(async (manager) => {
      await manager.query('INSERT INTO post_likes (post_id, user_id) VALUES ($1, $2)', [post.id, user.id]);
      const [row] = await manager.query<{ likes: number }[]>(
        `SELECT sum(like_count)::integer AS likes FROM post_like_slots WHERE post_id = $1`,
        [post.id],
      );
      throw new Error(`${row?.likes} in slots`);
    });

  it('leaves neither the slot that it made nor its number in one that it took, which others take', async () => {
    const [ada, mary] = fans as [{ id: number }, { id: number }];
    await besides(async () => {
      await expect(failing(ada)).rejects.toThrow('1 in slots');
      expect(await parts()).toEqual({ counter: 1, slots: [] });
      await like(mary);
      await expect(failing(ada)).rejects.toThrow('2 in slots');
      expect(await parts()).toEqual({ counter: 1, slots: [1] });
      await like(ada);
      expect(await parts()).toEqual({ counter: 1, slots: [2] });
    });
  });
});

describe('settling', () => {
  it('moves what is in the slots to the counter, or nothing where it fails', async () => {
    await besides(() => Promise.all(fans.map(like)));
    const before = await parts();
    const failure = database.transaction('test', async (tx) => {
      const repository = new LikeSlotsRepository();
      await repository.takeCounter(tx, post.id, 1000);
      await repository.empty(tx, post.id);
      expect(await tx.manager.query('SELECT FROM post_like_slots WHERE post_id = $1', [post.id])).toEqual([]);
      throw new Error('killed');
    });
    await expect(failure).rejects.toThrow('killed');
    expect(await parts()).toEqual(before);
    await slots.settle();
    expect(await parts()).toEqual({ counter: 7, slots: [] });
    expect(await likeCount()).toBe(7);
  });

  it('passes over a post that others count at, and keeps nobody from the rest', async () => {
    const posts = [post, await createPost(api, author.id), await createPost(api, author.id)];
    const ofPost = (index: number) => (posts[index] as { id: number }).id;
    for (post of posts) {
      if (post.id !== ofPost(0)) await like(author);
      await besides(() => like(fans[0] as { id: number }));
    }
    const slotsOf = async (id: number) =>
      (await sql('SELECT FROM post_like_slots WHERE post_id = $1', [id])).length;
    await whileLocked(`SELECT FROM post_counters WHERE post_id = ${ofPost(1)} FOR UPDATE`, async () => {
      const comments = posts
        .filter(({ id }) => id !== ofPost(1))
        .map(({ id }) => createComment(api, author.id, id));
      await Promise.all([slots.settle(), ...comments]);
      await eventually(async () => {
        await slots.settle();
        return (await slotsOf(ofPost(0))) + (await slotsOf(ofPost(2))) === 0;
      });
      expect(await slotsOf(ofPost(1))).toBe(1);
    });
    await slots.settle();
    expect(await slotsOf(ofPost(1))).toBe(0);
  });

  it.each(['post', 'account'] as const)(
    'goes on while the %s is being deleted, and is right whether or not that commits',
    async (what) => {
      const guest = await createUser(api);
      await besides(() => like(guest));
      const gone = what === 'post' ? post : guest;
      const remove = `DELETE FROM ${what === 'post' ? 'posts' : 'users'} WHERE id = ${gone.id}`;
      await whileLocked(remove, () => slots.settle());
      expect(await likeCount()).toBe(2);
      await slots.settle();
      await besides(() => like(fans[0] as { id: number }));
      await api.dataSource.transaction(async (manager) => {
        await manager.query(remove);
        await slots.settle();
      });
      await slots.settle();
      expect(await parts()).toEqual({ counter: what === 'post' ? NaN : 2, slots: [] });
      expect(await sql('SELECT FROM post_like_slots WHERE post_id = $1')).toEqual([]);
    },
  );

  it('leaves nothing of a post that went, and an account takes its likes along', async () => {
    const guest = await createUser(api);
    await besides(() => like(guest));
    await api.http().delete(`/api/v1/users/${guest.id}`).expect(204);
    expect(await likeCount()).toBe(1);
    await besides(() => Promise.all(fans.map(like)));
    await api.as(author).delete(`/api/v1/posts/${post.id}`).expect(204);
    await slots.settle();
    for (const table of ['post_likes', 'post_like_slots', 'post_counters'])
      expect(await sql(`SELECT FROM ${table} WHERE post_id = $1`)).toEqual([]);
  });

  it('does not show in the number on a replica', async () => {
    const [url] = ((await workerEnvironment()).DATABASE_REPLICA_URLS ?? '').split(',');
    const replica = await new DataSource({ type: 'postgres', url, entities }).initialize();
    const read = () =>
      replica
        .getRepository(PostCounters)
        .createQueryBuilder('counters')
        .addSelect('counters.settledLikeCount')
        .where({ postId: post.id })
        .getOne();
    try {
      await besides(() => Promise.all(fans.map(like)));
      await eventually(async () => (await read())?.likeCount === 7);
      expect((await read())?.settledLikeCount).toBe(1);
      await slots.settle();
      const seen = new Set<number | undefined>();
      await eventually(async () => {
        const counters = await read();
        seen.add(counters?.likeCount);
        return counters?.settledLikeCount === 7;
      });
      expect([...seen]).toEqual([7]);
    } finally {
      await replica.destroy();
    }
  });

  it('loses nothing of what is liked meanwhile, with others who settle, and the number is right at any moment [W3.H6]', async () => {
    let isOver = false;
    const until = async (work: () => Promise<unknown>) => {
      while (!isOver) await work();
    };
    const wrong: string[] = [];
    const others = [
      until(() => slots.settle()),
      until(() => slots.settle()),
      until(async () => wrong.push(...(await driftOf(api.dataSource)))),
    ];
    const liking = async (user: { id: number }) => {
      for (let turn = 0; turn < 100; turn += 1) await (turn % 2 === 0 ? like(user) : unlike(user));
      await like(user);
    };
    await Promise.all(fans.map(liking)).finally(() => (isOver = true));
    await Promise.all(others);
    expect(wrong).toEqual([]);
    expect(await likeCount()).toBe(7);
  });
});

describe('counting again', () => {
  it('makes a number right while its likes and slots change', async () => {
    await sql('UPDATE post_counters SET like_count = like_count + 40 WHERE post_id = $1');
    await besides(() => like(fans[0] as { id: number }));
    const writing = fans.slice(1).map(async (user) => {
      for (let turn = 0; turn < 20; turn += 1) await (turn % 2 === 0 ? like(user) : unlike(user));
    });
    const found = await recount({ fix: true });
    expect(found).toMatchObject([{ id: post.id, column: 'like_count' }]);
    await Promise.all([...writing, slots.settle()]);
    expect(await likeCount()).toBe(2);
  });
});

describe('the most liked posts', () => {
  it('are those of all likes, once the job has settled them', async () => {
    const other = post;
    post = await createPost(api, author.id);
    await like(author);
    await besides(() => Promise.all(fans.map(like)));
    await startWorker();
    const run = (job: typeof settleLikes) =>
      database.transaction('test', (tx) => api.app.get(JobQueues).enqueue(tx, job, {}));
    await run(settleLikes);
    await eventually(async () => (await parts()).slots.length === 0);
    await run(refreshLeaderboards);
    await eventually(async () => {
      const { body } = await api.anonymous().get('/api/v1/posts/top').expect(200);
      const ids = (body as { data: { id: number }[] }).data.map(({ id }) => id);
      return ids[0] === post.id && ids.includes(other.id);
    });
  });
});

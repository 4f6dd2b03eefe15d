import { deliverNotification } from '../../src/features/notifications/deliver-notification.job.js';
import { PruneNotificationsHandler } from '../../src/features/notifications/prune-notifications.handler.js';
import { Database } from '../../src/platform/database/database.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { allDelivered, notificationsOf, notified, unreadOf } from '../support/notifications-of.ts';
import { startWorker } from '../support/worker.ts';

const SETTINGS = {
  ...PRIMARY_ONLY,
  WORKER_QUEUES: 'notification',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '60000',
};
const PAUSE = 'SELECT pg_advisory_xact_lock(4711)';

let api: TestApi;
let workers: Awaited<ReturnType<typeof startWorker>>[];
let fans: { id: number }[];
let author: { id: number };
let post: { id: number };

beforeAll(async () => {
  api = await startApi(SETTINGS);
  workers = [await startWorker(SETTINGS), await startWorker(SETTINGS)];
  fans = [];
  for (let count = 0; count < 24; count += 1) fans.push(await createUser(api));
  await api.dataSource.query(
    `CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$`,
  );
  // Whoever tells of the first fan pauses with the row written and not committed.
  await api.dataSource.query(
    `CREATE TRIGGER pause AFTER INSERT ON notifications FOR EACH ROW WHEN (NEW.actor_id = ${fans[0]?.id}) EXECUTE FUNCTION pause()`,
  );
});

beforeEach(async () => {
  author = await createUser(api);
  post = await createPost(api, author.id);
});

const path = () => `/api/v1/posts/${post.id}/likes/me`;
const like = (user?: { id: number }) =>
  api
    .as(user ?? author)
    .put(path())
    .expect(204);

describe('the queue of notifications', () => {
  it('has workers of its own, which leave the other queues alone [W5.B2]', async () => {
    await like(fans[1]);
    await notified(api, author.id, 1);
    await allDelivered(api);
    const lines = workers.flatMap(({ log }) => log.of('job completed'));
    expect(new Set(lines.map(({ queue }) => queue))).toEqual(new Set(['notification']));
    // A welcome for each user.
    const counts = await api.app
      .get(JobQueues)
      .queue('email')
      .getJobCounts('wait', 'prioritized', 'completed');
    expect(counts.completed).toBe(0);
    expect((counts.wait ?? 0) + (counts.prioritized ?? 0)).toBeGreaterThanOrEqual(fans.length);
  });

  it('tells of many likes at once, each once, whichever worker takes them', async () => {
    await Promise.all(fans.map((fan) => like(fan)));
    await allDelivered(api);
    const told = await notificationsOf(api, author.id);
    expect(told.map(({ actor }) => actor.id).sort()).toEqual(fans.map(({ id }) => id).sort());
    expect(await unreadOf(api, author.id)).toBe(fans.length);
  });

  it('tells once, however often a job runs', async () => {
    const occasion = { of: 'like', postId: post.id, actorId: fans[1]?.id ?? 0 } as const;
    await like(fans[1]);
    await api.app.get(Database).transaction('test.enqueue', async (tx) => {
      await api.app.get(JobQueues).enqueueAll(tx, deliverNotification, Array(10).fill(occasion));
    });
    await allDelivered(api);
    expect(await notificationsOf(api, author.id)).toHaveLength(1);
  });
});

describe('two who act at the same moment', () => {
  it('are told of in the order of their ids: nothing appears before what others have seen', async () => {
    await whileLocked(PAUSE, async (release) => {
      await like(fans[0]);
      await eventually(async () => (await waiting(api)) === 1, 20_000);
      await like(fans[1]);
      await eventually(async () => (await waiting(api)) === 2, 20_000);
      // The second has its turn when the first is done.
      expect(await notificationsOf(api, author.id)).toEqual([]);
      await release();
    });
    const told = await notified(api, author.id, 2);
    expect(told.map(({ actor }) => actor.id)).toEqual([fans[1]?.id, fans[0]?.id]);
  });

  it('a like that is taken back while it is told of leaves nothing behind', async () => {
    await whileLocked(PAUSE, async (release) => {
      await like(fans[0]);
      await eventually(async () => (await waiting(api)) === 1, 20_000);
      const takenBack = api
        .as(fans[0] ?? author)
        .delete(path())
        .expect(204)
        .then(() => {});
      await eventually(async () => (await waiting(api)) === 2, 20_000);
      await release();
      await takenBack;
    });
    await allDelivered(api);
    expect(await notificationsOf(api, author.id)).toEqual([]);
  });
});

describe('what was read long ago', () => {
  it('is deleted, and what is unread or was read lately stays', async () => {
    for (const fan of fans.slice(1, 5)) await like(fan);
    const [first, second, third] = await notified(api, author.id, 4);
    const readAt = (id = 0, days = 0) =>
      api.dataSource.query(
        `UPDATE notifications SET read_at = now() - make_interval(days => $2) WHERE id = $1`,
        [id, days],
      );
    await readAt(first?.id, 91);
    await readAt(second?.id, 89);
    await api.dataSource.query(`UPDATE notifications SET created_at = '2020-01-01' WHERE id = $1`, [
      third?.id,
    ]);
    await workers[0]?.app.get(PruneNotificationsHandler, { strict: false }).handle();
    const left = await notificationsOf(api, author.id);
    expect(left).toHaveLength(3);
    expect(left.map(({ id }) => id)).not.toContain(first?.id);
  });
});

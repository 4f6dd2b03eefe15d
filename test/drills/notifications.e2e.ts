import { setTimeout as sleep } from 'node:timers/promises';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams } from '../support/followed-events.ts';
import { followNotifications, unreadCount } from '../support/follow-notifications.ts';
import { notificationsOf } from '../support/notifications-of.ts';
import { endProcesses, launch } from '../support/processes.ts';

const ROUNDS = 4;
const COMMENTS = 25;
/** What a killed worker had in hand is given to another soon. */
const SHORT_LOCK = { JOB_LOCK_MS: '1000' };

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

afterEach(closeStreams);
afterAll(endProcesses);

const worker = () => launch('worker', { ...PRIMARY_ONLY, ...SHORT_LOCK, WORKER_QUEUES: 'notification' });

describe('notifications', () => {
  it('come exactly once and live, however often their worker is killed [W5.B2]', async () => {
    const [author, ada] = [await createUser(api), await createUser(api)];
    const post = await createPost(api, author.id);
    const stream = await followNotifications(api.url, author.id);
    const commentIds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 0; count < COMMENTS; count += 1)
        commentIds.push((await createComment(api, ada.id, post.id)).id);
      const before = stream.of('notification').length;
      const running = await worker();
      // In the middle of its work, and not before it has begun.
      await eventually(() => stream.of('notification').length > before, 60_000);
      await sleep(Math.random() * 20);
      running.signal('SIGKILL');
      await running.exit();
    }
    const left = commentIds.length - (await notificationsOf(api, author.id)).length;
    process.stdout.write(
      `${commentIds.length} comments, ${left} not told of by the workers that were killed\n`,
    );
    await worker();
    // What the killed ones had in hand counts as stalled after a while.
    await eventually(() => unreadCount(stream) === commentIds.length, 150_000);
    const told = (await notificationsOf(api, author.id)).map(({ commentId }) => commentId);
    expect(told.reverse()).toEqual(expect.arrayContaining(commentIds));
    expect(told).toHaveLength(commentIds.length);
    const live = stream.of('notification').map(({ id }) => id);
    expect(live).toEqual([...new Set(live)].sort((a, b) => a - b));
    expect(live).toHaveLength(commentIds.length);
  }, 300_000);
});

import { jest } from '@jest/globals';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { addLikeNotifications } from '../builders/like-notifications.ts';
import { createUser } from '../builders/a-user.ts';
import { bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams } from '../support/followed-events.ts';
import { followNotifications, unreadCount } from '../support/follow-notifications.ts';
import { notificationsOf, type NotificationAnswer, notified } from '../support/notifications-of.ts';
import { endProcesses, launch, type RunningProcess } from '../support/processes.ts';

jest.setTimeout(60_000);

/** Where others act, and another process where somebody follows. */
let api: TestApi;
let other: RunningProcess;
let url: string;
let author: { id: number };
let ada: { id: number };
let post: { id: number };

beforeAll(async () => {
  api = await startApi();
  [other] = await Promise.all([launch('api'), launch('worker', { WORKER_QUEUES: 'notification' })]);
  url = String((await other.line('listening')).address);
  ada = await createUser(api);
});

beforeEach(async () => {
  author = await createUser(api);
  post = await createPost(api, author.id);
});

afterEach(closeStreams);
afterAll(endProcesses);

const like = () => api.as(ada).put(`/api/v1/posts/${post.id}/likes/me`).expect(204);

const liked = (count: number) => addLikeNotifications(api, author.id, post.id, count);

describe('the events of notifications', () => {
  it('come from whichever process, with the number of unread ones, and the list has them by then', async () => {
    const stream = await followNotifications(url, author.id);
    expect(unreadCount(stream)).toBe(0);
    for (let count = 1; count <= 5; count += 1) {
      const { id: commentId } = await createComment(api, ada.id, post.id);
      const told = await eventually(
        () => stream.of<NotificationAnswer>('notification').find((each) => each.commentId === commentId),
        20_000,
      );
      const answer = await fetch(`${url}/api/v1/notifications`, { headers: bearer(author) });
      expect(((await answer.json()) as { data: NotificationAnswer[] }).data[0]).toEqual(told);
      await eventually(() => unreadCount(stream) === count);
    }
    await api.as(author).put('/api/v1/notifications/read').expect(204);
    await eventually(() => unreadCount(stream) === 0);
    expect(stream.of('notification')).toHaveLength(5);
  });

  it('take back what was taken back, as far as the number goes', async () => {
    const stream = await followNotifications(url, author.id);
    await like();
    await eventually(() => unreadCount(stream) === 1, 20_000);
    await api.as(ada).delete(`/api/v1/posts/${post.id}/likes/me`).expect(204);
    await eventually(() => unreadCount(stream) === 0, 20_000);
  });

  it('go on after Last-Event-ID, without a gap and without repetition', async () => {
    await like();
    await notified(api, author.id, 1);
    const first = await followNotifications(url, author.id);
    // What was there before is in the list.
    expect(first.of('notification')).toEqual([]);
    await createComment(api, ada.id, post.id);
    await eventually(() => unreadCount(first) === 2, 20_000);
    await first.close();
    await liked(230);
    const second = await followNotifications(url, author.id, first.events.at(-1)?.id);
    await createComment(api, ada.id, post.id);
    await eventually(() => unreadCount(second) === 233, 20_000);
    const ids = [...first.of('notification'), ...second.of('notification')].map(({ id }) => id);
    const all = await api.dataSource.query<{ id: number }[]>(
      'SELECT id FROM notifications WHERE user_id = $1 ORDER BY id OFFSET 1',
      [author.id],
    );
    expect(ids).toEqual(all.map(({ id }) => id));
  });

  it('that nobody could be told of are found when the connection is there again', async () => {
    const stream = await followNotifications(url, author.id);
    await liked(2);
    await api.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query = 'LISTEN "signals"'`,
    );
    await eventually(() => unreadCount(stream) === 2, 20_000);
    expect(stream.of('notification')).toHaveLength(2);
  });

  it('of others are never seen', async () => {
    const stream = await followNotifications(url, ada.id);
    const own = await followNotifications(url, author.id);
    await createComment(api, ada.id, post.id);
    await eventually(() => own.of('notification').length === 1, 20_000);
    // What concerns them comes after it.
    const theirs = await createPost(api, ada.id);
    await createComment(api, author.id, theirs.id);
    await eventually(() => stream.of('notification').length > 0, 20_000);
    expect(stream.of<NotificationAnswer>('notification').map(({ post: { id } }) => id)).toEqual([theirs.id]);
    expect(await notificationsOf(api, ada.id)).toHaveLength(1);
  });

  it.each(['x', '-1', '1e3', '99999999999999999'])('do not go on after %j', async (lastEventId) => {
    await expect(followNotifications(url, author.id, lastEventId)).rejects.toThrow('400');
  });
});

describe('a process that is told to stop', () => {
  it('ends its streams and itself, and they go on elsewhere', async () => {
    const stopping = await launch('api', { SHUTDOWN_TIMEOUT_MS: '20000' });
    const from = String((await stopping.line('listening')).address);
    const streams = await Promise.all([1, 2, 3].map(() => followNotifications(from, author.id)));
    stopping.signal('SIGTERM');
    // Not by the deadline, which is 1.
    expect(await stopping.exit()).toBe(0);
    expect(await Promise.all(streams.map(({ end }) => end))).toEqual(['ended', 'ended', 'ended']);
    await liked(1);
    const stream = await followNotifications(url, author.id, streams[0]?.events.at(-1)?.id);
    expect(stream.of('notification')).toHaveLength(1);
  });
});

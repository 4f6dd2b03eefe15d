import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { addLikeNotifications } from '../builders/like-notifications.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { allDelivered, notificationsOf, notified, unreadOf } from '../support/notifications-of.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let author: { id: number };
let ada: { id: number; name: string };
let mary: { id: number };
let post: { id: number; title: string };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  await startWorker({ ...PRIMARY_ONLY, WORKER_QUEUES: 'notification' });
  ada = await createUser(api, { name: 'Ada Lovelace' });
  mary = await createUser(api);
});

beforeEach(async () => {
  author = await createUser(api);
  post = await createPost(api, author.id);
});

const like = (user: { id: number }, id = post.id) =>
  api.as(user).put(`/api/v1/posts/${id}/likes/me`).expect(204);
const unlike = (user: { id: number }) => api.as(user).delete(`/api/v1/posts/${post.id}/likes/me`).expect(204);
const path = (id: number) => `/api/v1/notifications/${id}`;

const liked = (count: number) => addLikeNotifications(api, author.id, post.id, count);

describe('a notification', () => {
  it('tells the author of a post of a comment and of a like, the newest first', async () => {
    const { id: commentId } = await createComment(api, ada.id, post.id);
    await notified(api, author.id, 1);
    await like(mary);
    const [second, first] = await notified(api, author.id, 2);
    const { id, title } = post;
    expect(first).toMatchObject({ kind: 'comment', commentId, post: { id, title }, readAt: null });
    expect(first?.actor).toEqual({ id: ada.id, name: 'Ada Lovelace' });
    expect(second).toMatchObject({ kind: 'like', commentId: null, actor: { id: mary.id }, post: { id } });
    expect(await unreadOf(api, author.id)).toBe(2);
  });

  it('tells who wrote a comment of a reply, and who wrote the post as well, each once', async () => {
    const { id: parentId } = await createComment(api, ada.id, post.id);
    const { id: reply } = await createComment(api, mary.id, post.id, { parentId });
    const [ofAda] = await notified(api, ada.id, 1);
    expect(ofAda).toMatchObject({ kind: 'reply', commentId: reply });
    expect((await notified(api, author.id, 2)).map(({ kind }) => kind)).toEqual(['comment', 'comment']);
    const { id: own } = await createComment(api, author.id, post.id);
    await createComment(api, mary.id, post.id, { parentId: own });
    expect((await notified(api, author.id, 3)).map(({ kind }) => kind)).toEqual([
      'reply',
      'comment',
      'comment',
    ]);
  });

  it('is for nobody of what they did themselves', async () => {
    await like(author);
    const { id: parentId } = await createComment(api, author.id, post.id);
    await createComment(api, author.id, post.id, { parentId });
    await allDelivered(api);
    expect(await notificationsOf(api, author.id)).toEqual([]);
  });

  it('of a like that was taken back is gone, unless it was read; given again it is there once', async () => {
    await like(ada);
    await notified(api, author.id, 1);
    await unlike(ada);
    expect(await notificationsOf(api, author.id)).toEqual([]);
    await like(ada);
    const [again] = await notified(api, author.id, 1);
    await api
      .as(author)
      .put(`${path(again?.id ?? 0)}/read`)
      .expect(204);
    await unlike(ada);
    await like(ada);
    await allDelivered(api);
    expect(await notificationsOf(api, author.id)).toEqual([
      { ...again, readAt: expect.any(String) as string },
    ]);
    expect(await unreadOf(api, author.id)).toBe(0);
  });

  it('of a comment goes with the comment, and any with its post or its users', async () => {
    const { id: commentId } = await createComment(api, ada.id, post.id);
    await like(mary);
    await notified(api, author.id, 2);
    await api.as(ada).delete(`/api/v1/comments/${commentId}`).expect(204);
    expect((await notificationsOf(api, author.id)).map(({ kind }) => kind)).toEqual(['like']);
    await api.as(author).delete(`/api/v1/posts/${post.id}`).expect(204);
    expect(await notificationsOf(api, author.id)).toEqual([]);
    const leaver = await createUser(api);
    post = await createPost(api, author.id);
    await like(leaver);
    await notified(api, author.id, 1);
    await api.http().delete(`/api/v1/users/${leaver.id}`).expect(204);
    expect(await notificationsOf(api, author.id)).toEqual([]);
  });

  it('does not show the title of a post that has become somebody else’s draft', async () => {
    const { id: parentId } = await createComment(api, ada.id, post.id);
    await createComment(api, mary.id, post.id, { parentId });
    const before = await notified(api, ada.id, 1);
    expect(before[0]?.post.title).toBe(post.title);
    await api.as(author).delete(`/api/v1/posts/${post.id}/publication`).expect(200);
    expect((await notificationsOf(api, ada.id))[0]?.post).toEqual({ id: post.id, title: null });
    const ofAuthor = await notified(api, author.id, 2);
    expect(ofAuthor.map(({ post: { title } }) => title)).toEqual([post.title, post.title]);
  });
});

describe('the list', () => {
  it('is walked by cursor, each once, and of the unread alone when that is asked', async () => {
    await liked(25);
    const all = await notificationsOf(api, author.id);
    for (const { id } of all.slice(0, 5))
      await api
        .as(author)
        .put(`${path(id)}/read`)
        .expect(204);
    const walked: number[] = [];
    for (let next: string | undefined = '/api/v1/notifications?unread=true&limit=6'; next !== undefined;) {
      const { body } = await api.as(author).get(next).expect(200);
      const { data, meta } = body as { data: { id: number }[]; meta: { nextCursor?: string } };
      walked.push(...data.map(({ id }) => id));
      next = meta.nextCursor && `/api/v1/notifications?unread=true&limit=6&cursor=${meta.nextCursor}`;
    }
    expect(walked).toEqual(all.slice(5).map(({ id }) => id));
  });

  it.each(['unread=1', 'unread=true&unread=true', 'page=1', 'cursor=x', 'limit=0'])(
    'refuses ?%s',
    async (query) => {
      await api.as(author).get(`/api/v1/notifications?${query}`).expect(400);
    },
  );
});

describe('reading', () => {
  it('marks one, again without effect, or all up to one, or all', async () => {
    await liked(6);
    const ids = (await notificationsOf(api, author.id)).map(({ id }) => id).reverse();
    for (const _ of ['once', 'twice'])
      await api
        .as(author)
        .put(`${path(ids[0] ?? 0)}/read`)
        .expect(204);
    expect(await unreadOf(api, author.id)).toBe(5);
    const [read] = (await notificationsOf(api, author.id)).filter(({ readAt }) => readAt !== null);
    await api.as(author).put(`/api/v1/notifications/read?upTo=${ids[3]}`).expect(204);
    expect(await unreadOf(api, author.id)).toBe(2);
    // When it was read stays.
    expect((await notificationsOf(api, author.id)).find(({ id }) => id === ids[0])).toEqual(read);
    await api.as(author).put('/api/v1/notifications/read').expect(204);
    expect(await unreadOf(api, author.id)).toBe(0);
  });

  it('counts a thousand at the most', async () => {
    await liked(1010);
    expect(await unreadOf(api, author.id)).toBe(1000);
  });

  it.each(['0', '-1', 'x', '1.5', '9007199254740993'])('up to %s is refused', async (upTo) => {
    await api.as(author).put(`/api/v1/notifications/read?upTo=${upTo}`).expect(400);
  });
});

describe('the notifications of others', () => {
  it('are not listed, counted, read or deleted', async () => {
    await liked(2);
    const [{ id } = { id: 0 }] = await notificationsOf(api, author.id);
    const stranger = await createUser(api);
    expect(await notificationsOf(api, stranger.id)).toEqual([]);
    expect(await unreadOf(api, stranger.id)).toBe(0);
    const refused = { reason: 'notification_not_found' };
    expect(
      (
        await api
          .as(stranger)
          .put(`${path(id)}/read`)
          .expect(404)
      ).body,
    ).toMatchObject(refused);
    expect((await api.as(stranger).delete(path(id)).expect(404)).body).toMatchObject(refused);
    await api.as(stranger).put('/api/v1/notifications/read').expect(204);
    expect(await unreadOf(api, author.id)).toBe(2);
    await api.as(author).delete(path(id)).expect(204);
    await api.as(author).delete(path(id)).expect(404);
    expect(await unreadOf(api, author.id)).toBe(1);
  });
});

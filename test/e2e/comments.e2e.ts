import { randomUUID } from 'node:crypto';
import { Comment } from '../../src/features/comments/comment.entity.js';
import { AuditEvent } from '../../src/platform/audit/audit-event.entity.js';
import { aComment, createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

let api: TestApi;
let ada: { id: number };
let mary: { id: number };
let post: { id: number };
let comments: string;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  ada = await createUser(api, { name: 'Ada Lovelace' });
  mary = await createUser(api, { name: 'Mary Somerville' });
  post = await createPost(api, ada.id);
  comments = `/api/v1/posts/${post.id}/comments`;
});

describe('a comment', () => {
  it('is created with its address and entity tag, and fetched by anybody [W3.B1]', async () => {
    const sent = await api.as(mary).post(comments).send(aComment()).expect(201);
    const { location, etag } = sent.headers as Record<string, string>;
    expect(sent.body).toMatchObject({
      ...aComment(),
      ...{ postId: post.id, parentId: null, depth: 0, deleted: false, replyCount: 0 },
      author: { id: mary.id, name: 'Mary Somerville' },
    });
    const got = await api
      .anonymous()
      .get(location ?? '')
      .expect(200);
    expect(got.body).toEqual(sent.body);
    expect(got.headers.etag).toBe(etag);
    await api
      .anonymous()
      .get(location ?? '')
      .set('if-none-match', etag ?? '')
      .expect(304);
  });

  it('is made once for one idempotency key, and the key is not good for another post', async () => {
    const key = randomUUID();
    const send = (path: string) => api.as(mary).post(path).set('idempotency-key', key).send(aComment());
    const [first, again] = [await send(comments).expect(201), await send(comments).expect(201)];
    expect(again.body).toEqual(first.body);
    const other = await createPost(api, ada.id);
    const { body } = await send(`/api/v1/posts/${other.id}/comments`).expect(422);
    expect(body).toMatchObject({ reason: 'idempotency_key_reused' });
  });

  it.each([
    [{}, 'body'],
    [{ body: '' }, 'body'],
    [{ body: ' \n ' }, 'body'],
    [{ body: 'x'.repeat(5001) }, 'body'],
    [{ body: 'a\0b' }, 'body'],
    [{ body: 'Hm', parentId: 0 }, 'parentId'],
    [{ body: 'Hm', parentId: null }, 'parentId'],
    [{ body: 'Hm', parentId: '1' }, 'parentId'],
    [{ body: 'Hm', authorId: 1 }, 'authorId'],
  ])('is refused for %j, naming %s', async (sent, field) => {
    const { body } = await api.as(mary).post(comments).send(sent).expect(422);
    expect(body).toMatchObject({ reason: 'validation_failed', errors: [{ field }] });
  });

  it('may be 5000 characters of any script', async () => {
    await createComment(api, mary.id, post.id, { body: '𝛑'.repeat(5000) });
  });

  it('needs a post, and somebody who is still there', async () => {
    for (const path of ['/api/v1/posts/999999999/comments', '/api/v1/posts/9007199254740991/comments']) {
      const { body } = await api.as(mary).post(path).send(aComment()).expect(404);
      expect(body).toMatchObject({ reason: 'post_not_found' });
      await api.anonymous().get(path).expect(404);
    }
    const { body } = await api.as({ id: 999999999 }).post(comments).send(aComment()).expect(401);
    expect(body).toMatchObject({ reason: 'account_gone' });
    await api.anonymous().get('/api/v1/comments/999999999').expect(404);
    await api.anonymous().get('/api/v1/comments/999999999/replies').expect(404);
  });

  it('is changed by its author only, while it is as they saw it', async () => {
    const { id } = await createComment(api, mary.id, post.id);
    const path = `/api/v1/comments/${id}`;
    for (const someone of [ada, { ...ada, role: 'moderator' as const }, { ...ada, role: 'admin' as const }]) {
      const { body } = await api.as(someone).patch(path).send({ body: 'Theirs' }).expect(403);
      expect(body).toMatchObject({ reason: 'not_author' });
    }
    const { etag } = (await api.as(mary).get(path)).headers as { etag: string };
    const changed = await api.as(mary).patch(path).set('if-match', etag).send({ body: 'Mine' }).expect(200);
    expect(changed.body).toMatchObject({ body: 'Mine' });
    await api.as(mary).patch(path).set('if-match', etag).send({ body: 'Late' }).expect(412);
    await api.as(mary).delete(path).set('if-match', etag).expect(412);
    expect((await api.as(mary).patch(path).send({}).expect(200)).headers.etag).toBe(changed.headers.etag);
  });

  it('has another entity tag once it has another reply or its author another name', async () => {
    const author = await createUser(api);
    const { id } = await createComment(api, author.id, post.id);
    const tag = async () => (await api.anonymous().get(`/api/v1/comments/${id}`)).headers.etag as string;
    const tags = [await tag()];
    await createComment(api, mary.id, post.id, { parentId: id });
    tags.push(await tag());
    await api.http().patch(`/api/v1/users/${author.id}`).send({ name: 'Ada King' }).expect(200);
    tags.push(await tag());
    expect(new Set(tags).size).toBe(3);
    await api
      .as(author)
      .patch(`/api/v1/comments/${id}`)
      .set('if-match', tags[0] ?? '')
      .send({ body: 'New' })
      .expect(200);
  });
});

describe('a deleted comment', () => {
  it('has no text any more, in answers and in the database, and no author; replies stay', async () => {
    const { id } = await createComment(api, mary.id, post.id, { body: 'A secret' });
    const reply = await createComment(api, ada.id, post.id, { parentId: id });
    await api.as(mary).delete(`/api/v1/comments/${id}`).expect(204);
    const { body } = await api.anonymous().get(`/api/v1/comments/${id}`).expect(200);
    expect(body).toMatchObject({ id, deleted: true, body: null, author: null, replyCount: 1 });
    expect(await api.dataSource.getRepository(Comment).findOneBy({ id })).toMatchObject({ body: '' });
    const list = await api.anonymous().get(comments).expect(200);
    const shown = (list.body as { data: { id: number; replies: object[] }[] }).data.find(
      (one) => one.id === id,
    );
    expect(shown).toMatchObject({ deleted: true, author: null, replies: [{ id: reply.id, deleted: false }] });
  });

  it('stays as it is: no change, no reply, and deleting it again does nothing', async () => {
    const { id } = await createComment(api, mary.id, post.id);
    const path = `/api/v1/comments/${id}`;
    await api.as(mary).delete(path).expect(204);
    const { etag } = (await api.anonymous().get(path)).headers as { etag: string };
    const refusals = [
      await api.as(mary).patch(path).send({ body: 'Back' }),
      await api
        .as(ada)
        .post(comments)
        .send(aComment({ parentId: id })),
    ];
    for (const { body } of refusals) expect(body).toMatchObject({ status: 409, reason: 'comment_deleted' });
    await api.as(mary).delete(path).expect(204);
    await api.as(ada).delete(path).expect(403);
    expect((await api.anonymous().get(path)).headers.etag).toBe(etag);
  });

  it('gets no reply and no change from who was a moment too late', async () => {
    const { id } = await createComment(api, mary.id, post.id);
    const path = `/api/v1/comments/${id}`;
    const lock = `SELECT FROM comments WHERE id = ${id} FOR UPDATE`;
    const late = await whileLocked(lock, async (release) => {
      const deletion = api.as(mary).delete(path).then();
      await eventually(async () => (await waiting(api)) === 1);
      const reply = api
        .as(ada)
        .post(comments)
        .send(aComment({ parentId: id }))
        .then();
      const change = api.as(mary).patch(path).send({ body: 'Late' }).then();
      await eventually(async () => (await waiting(api)) === 3);
      await release();
      return Promise.all([deletion, reply, change]);
    });
    expect(late.map(({ status }) => status)).toEqual([204, 409, 409]);
  });

  it('is taken away by a moderator, which is recorded; others may not', async () => {
    const { id } = await createComment(api, mary.id, post.id);
    const path = `/api/v1/comments/${id}`;
    expect((await api.as(ada).delete(path).expect(403)).body).toMatchObject({ reason: 'not_author' });
    const moderator = api.as({ ...ada, role: 'moderator' });
    await moderator.delete(path).set('if-match', '"99"').expect(412);
    await moderator.delete(path).expect(204);
    await moderator.delete(path).expect(204);
    const where = { targetType: 'comment', targetId: String(id) };
    expect(await api.dataSource.getRepository(AuditEvent).findBy(where)).toMatchObject([
      { action: 'comment.moderated', actorId: ada.id, details: { authorId: mary.id, postId: post.id } },
    ]);
  });
});

describe('comments on a draft', () => {
  it('are as invisible as the post', async () => {
    const { id } = await createPost(api, ada.id);
    const [list, replies] = [
      `/api/v1/posts/${id}/comments`,
      (of: number) => `/api/v1/comments/${of}/replies`,
    ];
    const comment = await createComment(api, mary.id, id);
    const reply = await createComment(api, mary.id, id, { parentId: comment.id });
    await api
      .as(ada)
      .delete(`/api/v1/posts/${id}/publication`)
      .expect(({ status }) => expect(status).toBeLessThan(300));
    const hidden = [list, `/api/v1/comments/${comment.id}`, replies(comment.id), replies(reply.id)];
    for (const path of hidden) {
      for (const client of [api.anonymous(), api.as(mary)]) await client.get(path).expect(404);
      for (const client of [api.as(ada), api.http()]) await client.get(path).expect(200);
    }
    await api.as(mary).post(list).send(aComment()).expect(404);
    await api.as(mary).patch(`/api/v1/comments/${comment.id}`).send(aComment()).expect(404);
    await api.as(mary).delete(`/api/v1/comments/${comment.id}`).expect(404);
  });
});

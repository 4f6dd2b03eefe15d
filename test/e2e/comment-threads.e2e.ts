import { Comment, MAX_DEPTH } from '../../src/features/comments/comment.entity.js';
import { aComment, type CommentAnswer, createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { walk } from '../support/walk.ts';

type Thread = CommentAnswer & { replies: CommentAnswer[] };

let api: TestApi;
let user: { id: number };
let post: { id: number };
let comments: string;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  user = await createUser(api);
});

beforeEach(async () => {
  post = await createPost(api, user.id);
  comments = `/api/v1/posts/${post.id}/comments`;
});

const reply = (parentId: number, body = 'Indeed') => createComment(api, user.id, post.id, { parentId, body });

async function threads(query = ''): Promise<Thread[]> {
  const { body } = await api
    .anonymous()
    .get(comments + query)
    .expect(200);
  return (body as { data: Thread[] }).data;
}

describe('a list of comments', () => {
  it('shows those on the post itself, each with its first three replies and how many there are', async () => {
    const [first, second] = [
      await createComment(api, user.id, post.id),
      await createComment(api, user.id, post.id),
    ];
    for (const body of ['One', 'Two', 'Three', 'Four']) await reply(first.id, body);
    const [newest, oldest, ...others] = await threads();
    expect(others).toEqual([]);
    expect(newest).toMatchObject({ id: second.id, replyCount: 0, replies: [] });
    expect(oldest).toMatchObject({ id: first.id, replyCount: 4 });
    expect(oldest?.replies.map(({ body }) => body)).toEqual(['One', 'Two', 'Three']);
    expect((await threads('?sort=createdAt')).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await threads('?page=2&limit=1')).map(({ id }) => id)).toEqual([first.id]);
    await api.anonymous().get(`${comments}?sort=body`).expect(400);
  });

  it('holds the comments of no other post', async () => {
    await createComment(api, user.id, post.id);
    const other = await createPost(api, user.id);
    expect((await api.anonymous().get(`/api/v1/posts/${other.id}/comments`)).body).toMatchObject({
      data: [],
    });
  });

  it('is walked by cursor, as the replies are, each comment once', async () => {
    const parent = await createComment(api, user.id, post.id);
    // Ten share each moment, so that only the id can tell them apart.
    await api.dataSource.query(
      `INSERT INTO comments (post_id, author_id, parent_id, depth, body, created_at)
       SELECT $1, $2, parent, (parent IS NOT NULL)::integer, 'Text', timestamptz '2026-01-01' + n / 10 * interval '1 ms'
       FROM generate_series(1, 45) n, unnest(ARRAY[NULL, $3]::bigint[]) parent`,
      [post.id, user.id, parent.id],
    );
    const { body } = await api.anonymous().get(`/api/v1/comments/${parent.id}`).expect(200);
    expect(body).toMatchObject({ replyCount: 45 });
    for (const path of [
      `${comments}?limit=7`,
      `${comments}?limit=7&sort=createdAt`,
      `/api/v1/comments/${parent.id}/replies?limit=7`,
    ]) {
      const seen = (await walk(api, path)).map(({ id }) => id).filter((id) => id !== parent.id);
      expect(seen).toHaveLength(45);
      const rows = await api.dataSource
        .getRepository(Comment)
        .find({ order: { createdAt: 'ASC', id: 'ASC' } });
      const all = new Set(seen);
      const ids = rows.map(({ id }) => id).filter((id) => all.has(id));
      expect(seen).toEqual(path.includes('comments?limit=7') && !path.includes('sort') ? ids.reverse() : ids);
    }
  });
});

describe('a reply', () => {
  it('may be replied to, down to a depth', async () => {
    let parent = await createComment(api, user.id, post.id);
    for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
      const child = await reply(parent.id);
      expect(child).toMatchObject({ parentId: parent.id, depth, replyCount: 0 });
      const { body } = await api.anonymous().get(`/api/v1/comments/${parent.id}/replies`).expect(200);
      expect(body).toMatchObject({ data: [{ id: child.id }] });
      parent = child;
    }
    const { body } = await api
      .as(user)
      .post(comments)
      .send(aComment({ parentId: parent.id }))
      .expect(422);
    expect(body).toMatchObject({ reason: 'too_deep', errors: [{ field: 'parentId', code: 'too_deep' }] });
  });

  it('is to a comment on the same post, which the database sees to as well', async () => {
    const elsewhere = await createPost(api, user.id);
    const { id } = await createComment(api, user.id, elsewhere.id);
    for (const parentId of [id, 999999999, Number.MAX_SAFE_INTEGER]) {
      const { body } = await api.as(user).post(comments).send(aComment({ parentId })).expect(422);
      expect(body).toMatchObject({ reason: 'parent_not_found', errors: [{ field: 'parentId' }] });
    }
    const insert = (parentId: number | null, depth: number) =>
      api.dataSource.query(
        `INSERT INTO comments (post_id, author_id, parent_id, depth, body) VALUES ($1, $2, $3, $4, 'Text')`,
        [post.id, user.id, parentId, depth],
      );
    await expect(insert(id, 1)).rejects.toThrow('comments_parent_id_fkey');
    for (const [parentId, depth] of [
      [null, 1],
      [id, 0],
      [id, 11],
    ] as const)
      await expect(insert(parentId, depth)).rejects.toThrow('comments_depth_check');
  });

  it('goes with its post and with the account of whoever wrote what it replies to [W3.B2]', async () => {
    const guest = await createUser(api);
    const left = await createComment(api, user.id, post.id);
    const parent = await createComment(api, guest.id, post.id);
    const child = await reply(parent.id);
    const grandchild = await reply(child.id);
    await api.http().delete(`/api/v1/users/${guest.id}`).expect(204);
    for (const { id } of [parent, child, grandchild])
      await api.anonymous().get(`/api/v1/comments/${id}`).expect(404);
    expect(await threads()).toMatchObject([{ id: left.id }]);
    await api.as(user).delete(`/api/v1/posts/${post.id}`).expect(204);
    await api.anonymous().get(`/api/v1/comments/${left.id}`).expect(404);
    expect(await api.dataSource.getRepository(Comment).countBy({ postId: post.id })).toBe(0);
  });
});

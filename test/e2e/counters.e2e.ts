import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { driftOf } from '../support/counters.ts';

let api: TestApi;
let author: { id: number };
let guest: { id: number };
let post: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  author = await createUser(api);
});

beforeEach(async () => {
  guest = await createUser(api);
  post = await createPost(api, author.id);
});

afterEach(async () => expect(await driftOf(api.dataSource)).toEqual([]));

const sql = (text: string, parameters: unknown[] = []) => api.dataSource.query<object[]>(text, parameters);
const like = (user: { id: number }) => api.as(user).put(`/api/v1/posts/${post.id}/likes/me`);

async function countsOf(id = post.id): Promise<object> {
  const { body } = await api
    .anonymous()
    .get(`/api/v1/posts/${id}`)
    .set('Cache-Control', 'no-cache')
    .expect(200);
  const { commentCount, likeCount } = body as { commentCount: number; likeCount: number };
  return { commentCount, likeCount };
}

describe('the counters of a post', () => {
  it('follow what is said and liked, and what is taken back [W3.H6]', async () => {
    const { id } = await createComment(api, guest.id, post.id);
    const reply = await createComment(api, author.id, post.id, { parentId: id });
    await like(guest).expect(204);
    expect(await countsOf()).toEqual({ commentCount: 2, likeCount: 1 });
    await api.as(author).delete(`/api/v1/comments/${reply.id}`).expect(204);
    expect((await api.anonymous().get(`/api/v1/comments/${id}`)).body).toMatchObject({ replyCount: 0 });
    await api.as(guest).delete(`/api/v1/comments/${id}`).expect(204);
    await api.as(guest).delete(`/api/v1/comments/${id}`).expect(204);
    await api.as(guest).delete(`/api/v1/posts/${post.id}/likes/me`).expect(204);
    expect(await countsOf()).toEqual({ commentCount: 0, likeCount: 0 });
  });

  it('lose what goes with an account: its comments, the replies to them, its likes [W3.B2] [W3.H6]', async () => {
    const kept = await createComment(api, author.id, post.id);
    const gone = await createComment(api, guest.id, post.id);
    await createComment(api, author.id, post.id, { parentId: gone.id });
    await createComment(api, guest.id, post.id, { parentId: kept.id });
    for (const user of [guest, author]) await like(user).expect(204);
    expect(await countsOf()).toEqual({ commentCount: 4, likeCount: 2 });
    await api.http().delete(`/api/v1/users/${guest.id}`).expect(204);
    expect(await countsOf()).toEqual({ commentCount: 1, likeCount: 1 });
    expect((await api.anonymous().get(`/api/v1/comments/${kept.id}`)).body).toMatchObject({ replyCount: 0 });
  });

  it('go with the post, and leave no rows behind', async () => {
    const { id } = await createComment(api, guest.id, post.id);
    await createComment(api, guest.id, post.id, { parentId: id });
    await like(guest).expect(204);
    await api.as(author).delete(`/api/v1/posts/${post.id}`).expect(204);
    expect(await sql(`SELECT FROM post_counters WHERE post_id = $1`, [post.id])).toEqual([]);
    expect(await sql(`SELECT FROM comment_counters WHERE comment_id = $1`, [id])).toEqual([]);
  });

  it('count what one statement does to many rows, or to none', async () => {
    const more = await createPost(api, author.id);
    const both = [post.id, more.id];
    await sql(
      `INSERT INTO comments (post_id, author_id, body)
       SELECT post, $2, 'Text' FROM unnest($1::bigint[]) post, generate_series(1, 50)`,
      [both, guest.id],
    );
    await sql(
      `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
       SELECT post_id, $1, id, 1, 'Text' FROM comments WHERE post_id = $2`,
      [author.id, post.id],
    );
    await sql(`INSERT INTO post_likes (post_id, user_id) SELECT $1, id FROM users`, [post.id]);
    expect(await countsOf()).toMatchObject({ commentCount: 100 });
    expect(await countsOf(more.id)).toEqual({ commentCount: 50, likeCount: 0 });
    await sql(`UPDATE comments SET body = 'Other' WHERE post_id = ANY($1)`, [both]);
    await sql(`UPDATE comments SET body = '', deleted_at = now() WHERE author_id = $1`, [author.id]);
    await sql(`DELETE FROM comments WHERE false`);
    expect(await countsOf()).toMatchObject({ commentCount: 50 });
    await sql(`DELETE FROM comments WHERE post_id = $1 AND depth = 0`, [post.id]);
    expect(await countsOf()).toMatchObject({ commentCount: 0 });
    await api.http().delete(`/api/v1/users/${guest.id}`).expect(204);
    expect(await countsOf(more.id)).toEqual({ commentCount: 0, likeCount: 0 });
  });
});

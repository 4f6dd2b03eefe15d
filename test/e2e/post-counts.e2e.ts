import { aPost, createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let author: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

beforeEach(async () => {
  author = await createUser(api);
});

async function countOf({ id }: { id: number }): Promise<number | undefined> {
  const [row] = await api.dataSource.query('SELECT post_count FROM user_counters WHERE user_id = $1', [id]);
  return (row as { post_count: number } | undefined)?.post_count;
}

describe('the number of posts of a user', () => {
  it('counts what is published, in the transaction that changes it [W3.H6]', async () => {
    const client = api.as(author);
    const { id } = await createPost(api, author.id);
    const posts = [aPost(), { ...aPost(), status: 'draft' }, aPost()];
    const batch = await client.post('/api/v1/posts/batch').send({ posts }).expect(201);
    expect(await countOf(author)).toBe(3);
    await client.put(`/api/v1/posts/${batch.body.data[1].id}/publication`).expect(200);
    expect(await countOf(author)).toBe(4);
    await client.delete(`/api/v1/posts/${id}/publication`).expect(200);
    await client.delete(`/api/v1/posts/${id}`).expect(204);
    expect(await countOf(author)).toBe(3);
  });

  it('stays when the post does not come to be', async () => {
    await createPost(api, author.id);
    const broken = [aPost(), { ...aPost(), title: '' }];
    await api.as(author).post('/api/v1/posts/batch').send({ posts: broken }).expect(422);
    const insert = `INSERT INTO posts (author_id, title, body) VALUES ($1, 'A', 'B'), ($1, '', 'B')`;
    await expect(api.dataSource.query(insert, [author.id])).rejects.toThrow('posts_title_check');
    expect(await countOf(author)).toBe(1);
  });

  it('follows posts that change hands, by whatever SQL', async () => {
    const other = await createUser(api);
    const { id } = await createPost(api, author.id);
    await api.dataSource.query('UPDATE posts SET author_id = $2 WHERE id = $1', [id, other.id]);
    expect([await countOf(author), await countOf(other)]).toEqual([0, 1]);
  });

  it('goes with the user and their posts', async () => {
    await createPost(api, author.id);
    await api.http().delete(`/api/v1/users/${author.id}`).expect(204);
    expect(await countOf(author)).toBeUndefined();
  });

  it('is right after many have written, published and deleted at once [W3.H6]', async () => {
    const client = api.as(author);
    const rounds = Array.from({ length: 30 }, async (_, turn) => {
      const status = turn % 3 === 0 ? 'draft' : 'published';
      const { body } = await client.post('/api/v1/posts').send({ ...aPost(), status });
      if (turn % 2 === 0) await client.put(`/api/v1/posts/${body.id}/publication`).expect(200);
      if (turn % 5 === 0) await client.delete(`/api/v1/posts/${body.id}`).expect(204);
    });
    await Promise.all(rounds);
    const [{ count }] = await api.dataSource.query(
      'SELECT count(*) FROM posts WHERE author_id = $1 AND published_at IS NOT NULL',
      [author.id],
    );
    expect(await countOf(author)).toBe(Number(count));
    expect(Number(count)).toBeGreaterThan(10);
  });
});

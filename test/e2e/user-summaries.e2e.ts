import { aPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let ada: { id: number };
let posts: { id: number; publishedAt?: string }[];

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  ada = await createUser(api, { name: 'Ada' });
  const tagged = [['looms', 'engines'], ['engines'], [], ['secret']].map((tags) => ({ ...aPost(), tags }));
  const batch = tagged.map((post, place) => (place === 3 ? { ...post, status: 'draft' } : post));
  const { body } = await api.as(ada).post('/api/v1/posts/batch').send({ posts: batch }).expect(201);
  posts = body.data;
  for (const [place, { id }] of posts.entries())
    await api.dataSource.query(
      'INSERT INTO post_counters (post_id, comment_count, like_count) VALUES ($1, $2, $3)',
      [id, place + 1, 10 * (place + 1)],
    );
  const later = `UPDATE posts SET published_at = published_at + interval '1 day' WHERE id = $1`;
  await api.dataSource.query(later, [posts[1]?.id]);
});

const summaryOf = (id: number) => api.anonymous().get(`/api/v1/users/${id}/summary`);

describe('the summary of a user', () => {
  it('adds up what they have published, in one statement [W3.B6] [W4.I7]', async () => {
    const first = posts[0]?.publishedAt ?? '';
    const { body, headers } = await summaryOf(ada.id).expect(200);
    expect(body).toEqual({
      userId: ada.id,
      name: 'Ada',
      postCount: 3,
      tagCount: 2,
      commentCount: 6,
      likeCount: 60,
      firstPublishedAt: first,
      lastPublishedAt: new Date(Date.parse(first) + 24 * 3600 * 1000).toISOString(),
    });
    expect(headers['server-timing']).toMatch(/desc="1 statements/);
  });

  it('of somebody who has published nothing is empty', async () => {
    const { id } = await createUser(api, { name: 'Grace' });
    const nothing = { postCount: 0, tagCount: 0, commentCount: 0, likeCount: 0 };
    expect((await summaryOf(id).expect(200)).body).toEqual({ userId: id, name: 'Grace', ...nothing });
  });

  it('has an entity tag that changes with it', async () => {
    const { headers } = await summaryOf(ada.id).expect(200);
    const tag = headers.etag ?? '';
    await summaryOf(ada.id).set('if-none-match', tag).expect(304);
    await api.as(ada).post('/api/v1/posts').send(aPost()).expect(201);
    await summaryOf(ada.id).set('if-none-match', tag).expect(200);
  });

  it('of nobody is not found', async () => {
    expect((await summaryOf(999_999_999).expect(404)).body.reason).toBe('user_not_found');
    expect((await api.http().get('/api/v1/users/x/summary').expect(400)).body.errors).toMatchObject([
      { field: 'id' },
    ]);
  });
});

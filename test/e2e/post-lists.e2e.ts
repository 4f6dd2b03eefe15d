import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { expectStatements } from '../support/statements.ts';

let api: TestApi;
let mary: { id: number };
let jane: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  mary = await createUser(api, { name: 'Mary Shelley' });
  jane = await createUser(api, { name: 'Jane Austen' });
  for (const title of ['Frankenstein', 'The Last Man', 'Valperga']) await createPost(api, mary.id, { title });
  for (const title of ['Emma', 'Persuasion']) await createPost(api, jane.id, { title });
});

async function titles(query: Record<string, unknown>, path = '/api/v1/posts'): Promise<string[]> {
  const { body } = await api.http().get(path).query(query).expect(200);
  return body.data.map(({ title }: { title: string }) => title);
}

describe('a list of posts', () => {
  it('comes with the authors in one statement [W3.I3]', async () => {
    const { body } = await api.http().get('/api/v1/posts').expect(200);
    expect(body.data).toHaveLength(5);
    expect(new Set(body.data.map((post: { author: { name: string } }) => post.author.name))).toEqual(
      new Set(['Mary Shelley', 'Jane Austen']),
    );
    await expectStatements(api.http(), '/api/v1/posts?limit=5', 1);
    await expectStatements(api.http(), '/api/v1/posts?limit=1', 1);
    await expectStatements(api.http(), '/api/v1/posts?authorId=1&title=a&sort=title', 1);
    await expectStatements(api.http(), `/api/v1/users/${mary.id}/posts`, 1);
    await expectStatements(api.http(), '/api/v1/posts?page=1', 2);
  });

  it('shows no more of an author than id and name', async () => {
    const { body } = await api.http().get('/api/v1/posts').expect(200);
    expect(Object.keys(body.data[0].author)).toEqual(['id', 'name']);
  });

  it('has the newest first, or the order asked for', async () => {
    expect(await titles({})).toEqual(['Persuasion', 'Emma', 'Valperga', 'The Last Man', 'Frankenstein']);
    expect(await titles({ sort: 'createdAt', limit: 2 })).toEqual(['Frankenstein', 'The Last Man']);
    expect(await titles({ sort: 'title', limit: 2 })).toEqual(['Emma', 'Frankenstein']);
    expect(await titles({ sort: '-title', limit: 2 })).toEqual(['Valperga', 'The Last Man']);
  });

  it('holds only those of an author, or with a text in their title', async () => {
    expect(await titles({ authorId: jane.id, sort: 'title' })).toEqual(['Emma', 'Persuasion']);
    expect(await titles({ title: 'LAST' })).toEqual(['The Last Man']);
    expect(await titles({ title: '%' })).toEqual([]);
    expect(await titles({ authorId: jane.id, title: 'last' })).toEqual([]);
    expect(await titles({ authorId: 999999999 })).toEqual([]);
  });

  it('of one user stands below that user [W3.I2]', async () => {
    const path = `/api/v1/users/${mary.id}/posts`;
    expect(await titles({ sort: 'title' }, path)).toEqual(['Frankenstein', 'The Last Man', 'Valperga']);
    const silent = await createUser(api);
    expect(await titles({}, `/api/v1/users/${silent.id}/posts`)).toEqual([]);
    const { body } = await api.http().get('/api/v1/users/999999999/posts').expect(404);
    expect(body.reason).toBe('user_not_found');
    await api.http().get(path).query({ authorId: jane.id }).expect(400);
  });

  it.each(['authorId=0', 'authorId=x', 'authorId=1.5', 'authorId=1&authorId=2', 'authorId=9007199254740992'])(
    'refuses %s',
    async (query) => {
      const { body } = await api.http().get(`/api/v1/posts?${query}`).expect(400);
      expect(body).toMatchObject({ reason: 'request_malformed', errors: [{ field: 'authorId' }] });
    },
  );
});

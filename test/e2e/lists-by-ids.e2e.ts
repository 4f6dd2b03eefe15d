import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

const NOBODY = 999_999_999;

let api: TestApi;
let users: number[];
let posts: number[];

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  const created = [await createUser(api), await createUser(api), await createUser(api)];
  users = created.map(({ id }) => id);
  posts = [];
  for (const id of users) posts.push((await createPost(api, id)).id);
});

const idsIn = ({ data }: { data: { id: number }[] }) => data.map(({ id }) => id);

const statementsOf = (headers: Record<string, string>) =>
  /desc="(\d+) statements/.exec(headers['server-timing'] ?? '')?.[1];

describe.each([
  ['users', () => users],
  ['posts', () => posts],
] as const)('%s with certain ids', (list, all) => {
  const get = (ids: string) => api.http().get(`/api/v1/${list}?ids=${ids}`);

  it('come in the order asked for, in one statement; the missing are named', async () => {
    const [a, b, c] = all();
    const { body, headers } = await get(`${c},${NOBODY},${a},${b}`).expect(200);
    expect(idsIn(body)).toEqual([c, a, b]);
    expect(body.meta).toEqual({ limit: 4, missing: [NOBODY] });
    expect(statementsOf(headers as Record<string, string>)).toBe('1');
    expect((await get(`${b},${c}`).expect(200)).body.meta.missing).toEqual([]);
    const [{ body: one }, { body: again }] = [
      await api.http().get(`/api/v1/${list}/${a}`).expect(200),
      await get(String(a)).expect(200),
    ];
    expect(again.data).toEqual([one]);
  });

  it('come once, where they were named first', async () => {
    const [a, b] = all();
    const { body } = await get(`${b},${a},${b},${NOBODY},${NOBODY}`).expect(200);
    expect(idsIn(body)).toEqual([b, a]);
    expect(body.meta.missing).toEqual([NOBODY]);
  });

  it('are a hundred at the most', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => NOBODY + index);
    expect((await get(ids.slice(0, 100).join(',')).expect(200)).body.meta.missing).toHaveLength(100);
    await get(ids.join(',')).expect(400);
    await get(Array(101).fill(1).join(',')).expect(400);
  });

  it.each([
    '',
    ',',
    '1,',
    ',1',
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x1',
    '01',
    '1 ,2',
    '1,x',
    '%00',
    '9007199254740992',
    '1;DROP TABLE posts',
    '1&ids=2',
    '__proto__',
  ])('are not %j', async (ids) => {
    const { body } = await get(ids).expect(400);
    expect(body).toMatchObject({
      reason: 'request_malformed',
      errors: [{ field: 'ids', code: 'isIdList' }],
    });
  });

  it.each(['limit=5', 'sort=createdAt', 'page=1', `cursor=abc`])(
    'are no list that %s could be asked of',
    async (other) => {
      const { body } = await get(`${all()[0]}&${other}`).expect(400);
      expect(body.errors).toMatchObject([{ field: other.split('=')[0], code: 'not_with_ids' }]);
    },
  );
});

describe('by certain ids', () => {
  it('nobody finds a draft, not even its author', async () => {
    const author = { id: users[0] ?? 0 };
    const draft = { title: 'Secret', body: 'Not yet.', status: 'draft' };
    const { body } = await api.as(author).post('/api/v1/posts').send(draft).expect(201);
    const answer = await api.as(author).get(`/api/v1/posts?ids=${body.id},${posts[0]}`).expect(200);
    expect(idsIn(answer.body)).toEqual([posts[0]]);
    expect(answer.body.meta.missing).toEqual([body.id]);
  });

  it('users show their addresses to those only who may see them', async () => {
    const [path, [self, other]] = [`/api/v1/users?ids=${users[0]},${users[1]}`, users];
    const emailsOf = async (client: HttpClient) =>
      (await client.get(path).expect(200)).body.data.map(
        ({ email }: { email?: string }) => email !== undefined,
      );
    expect(await emailsOf(api.anonymous())).toEqual([false, false]);
    expect(await emailsOf(api.as({ id: self ?? 0 }))).toEqual([true, false]);
    expect(await emailsOf(api.as({ id: other ?? 0, role: 'moderator' }))).toEqual([true, true]);
  });

  it('the posts of one user are not asked for: that list has no such parameter', async () => {
    const { body } = await api.http().get(`/api/v1/users/${users[0]}/posts?ids=1`).expect(400);
    expect(body.errors).toMatchObject([{ field: 'ids', code: 'unknownField' }]);
  });
});

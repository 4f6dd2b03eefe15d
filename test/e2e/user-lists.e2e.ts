import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
const NAMES = ['John Smith', 'Elton JOHN', 'Joan', '50% off', 'snake_case', 'back\\slash', 'Ça va'];

beforeAll(async () => {
  api = await startApi();
  for (const name of NAMES) await createUser(api, { name });
});

async function names(query: Record<string, unknown>): Promise<string[]> {
  const { body } = await api.http().get('/api/v1/users').query(query).expect(200);
  return body.data.map(({ name }: { name: string }) => name);
}

describe('a list of users', () => {
  it('has the newest first, or the order asked for', async () => {
    expect(await names({})).toEqual([...NAMES].reverse());
    expect(await names({ sort: '-createdAt' })).toEqual([...NAMES].reverse());
    expect(await names({ sort: 'createdAt' })).toEqual(NAMES);
    const byName = await names({ sort: 'name' });
    expect([...byName].sort()).toEqual([...NAMES].sort());
    expect(await names({ sort: '-name' })).toEqual([...byName].reverse());
  });

  it('holds only those whose name contains a text, whatever its case [W1.B2]', async () => {
    expect(await names({ name: 'john', sort: 'createdAt' })).toEqual(['John Smith', 'Elton JOHN']);
    expect(await names({ name: 'JOHN s' })).toEqual(['John Smith']);
    expect(await names({ name: 'ça' })).toEqual(['Ça va']);
    expect(await names({ name: 'nobody' })).toEqual([]);
  });

  it.each([
    ['%', '50% off'],
    ['_', 'snake_case'],
    ['\\', 'back\\slash'],
    ['k\\s', 'back\\slash'],
    ['0% ', '50% off'],
  ])('takes %s in a name for itself [W1.B2]', async (name, expected) => {
    expect(await names({ name })).toEqual([expected]);
  });

  it.each(["' OR 1=1 --", '%%', '_____', '\\%', '; DROP TABLE users'])(
    'finds nobody named %s',
    async (name) => {
      expect(await names({ name })).toEqual([]);
    },
  );

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['page=0', 'page'],
    ['page=-1', 'page'],
    ['page=1000001', 'page'],
    ['page=1&page=2', 'page'],
    ['sort=id', 'sort'],
    ['sort=name;drop', 'sort'],
    ['sort=__proto__', 'sort'],
    ['sort=toString', 'sort'],
    ['sort=name&sort=-name', 'sort'],
    ['name=', 'name'],
    ['name=a&name=b', 'name'],
    ['name=a%00b', 'name'],
    ['email=nobody', 'email'],
    ['role=admin', 'role'],
    ['name[$ne]=x', 'name[$ne]'],
  ])('refuses %s [W1.I5]', async (query, field) => {
    const { body } = await api.http().get(`/api/v1/users?${query}`).expect(400);
    expect(body).toMatchObject({ reason: 'request_malformed', errors: [{ field }] });
    expect(body.errors).toHaveLength(1);
  });

  it('takes the limits themselves', async () => {
    expect(await names({ limit: 1 })).toHaveLength(1);
    expect(await names({ limit: 100 })).toHaveLength(NAMES.length);
    expect(await names({ page: 1_000_000, limit: 100 })).toEqual([]);
  });
});

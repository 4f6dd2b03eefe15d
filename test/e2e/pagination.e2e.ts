import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { links, walk } from '../support/walk.ts';

let api: TestApi;

// Ten rows share each moment and each name, so that only the id can tell them apart.
const FILL = `
  WITH people AS (
    INSERT INTO users (name, email, created_at)
    SELECT 'Person ' || n / 10, 'person' || n || '@example.com', timestamptz '2026-01-01' + n / 10 * interval '1 ms'
    FROM generate_series(1, 250) n RETURNING id, name, created_at)
  INSERT INTO posts (author_id, title, body, created_at) SELECT id, name, 'Text', created_at FROM people`;

const COLUMNS: Record<string, string> = { createdAt: 'created_at', name: 'name', title: 'title' };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  await api.dataSource.query(FILL);
});

async function idsInOrder(table: string, sort: string): Promise<number[]> {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const column = COLUMNS[sort.replace('-', '')];
  const rows = await api.dataSource.query<{ id: number }[]>(
    `SELECT id FROM ${table} ORDER BY ${column} ${direction}, id ${direction}`,
  );
  return rows.map(({ id }) => id);
}

describe('a list walked by cursor', () => {
  it.each([
    ['users', 'createdAt'],
    ['users', '-createdAt'],
    ['users', 'name'],
    ['users', '-name'],
    ['posts', 'createdAt'],
    ['posts', '-createdAt'],
    ['posts', 'title'],
    ['posts', '-title'],
  ])('shows each of the %s once, sorted by %s [W1.B1] [W4.I4]', async (table, sort) => {
    const expected = await idsInOrder(table, sort);
    expect(expected).toHaveLength(250);
    for (const limit of [7, 100]) {
      const seen = await walk(api, `/api/v1/${table}?sort=${sort}&limit=${limit}`);
      expect(seen.map(({ id }) => id)).toEqual(expected);
    }
  });

  it('keeps its filter from part to part', async () => {
    const seen = await walk(api, '/api/v1/users?name=person%201&limit=9&sort=name');
    expect(seen.length).toBe(110);
    expect(new Set(seen.map(({ name }) => name?.startsWith('Person 1')))).toEqual(new Set([true]));
  });

  it.each([
    ['abc', 'limit must be an integer number'],
    ['1.5', 'limit must be an integer number'],
    ['0', 'limit must not be less than 1'],
    ['101', 'limit must not be greater than 100'],
  ])('says of a limit of %s what is wrong with it', async (limit, message) => {
    const { body } = await api.http().get(`/api/v1/posts?limit=${limit}`).expect(400);
    expect(body.errors).toMatchObject([{ field: 'limit', message }]);
  });

  it('shows what was there from the start once, while rows come and go [W1.B1]', async () => {
    const before = await idsInOrder('users', 'createdAt');
    const gone = new Set<number>();
    const seen = await walk(api, '/api/v1/users?sort=createdAt&limit=20', async (part) => {
      await api.dataSource.query(
        `INSERT INTO users (name, email, created_at)
         SELECT 'Late', 'late' || $1 || '-' || n || '@example.com', '2026-01-01'::timestamptz + n * 6 * interval '1 ms'
         FROM generate_series(0, 4) n`,
        [part],
      );
      const victim = before[part * 7];
      if (victim === undefined || part > 5) return;
      await api.dataSource.query('DELETE FROM users WHERE id = $1', [victim]);
      gone.add(victim);
    });
    const ids = seen.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const old = new Set(before);
    const stayed = before.filter((id) => !gone.has(id));
    expect(ids.filter((id) => old.has(id) && !gone.has(id))).toEqual(stayed);
  });

  it('is short on its last part and says so', async () => {
    const { body, headers } = await api.http().get('/api/v1/posts?limit=100&authorId=1').expect(200);
    expect(body.meta).toEqual({ limit: 100 });
    expect(links(headers.link as string)).toEqual({ first: '/api/v1/posts?limit=100&authorId=1' });
  });

  it('refuses a cursor of another sort, a broken one and a forged one [W1.B1]', async () => {
    const { body } = await api.http().get('/api/v1/users?sort=name&limit=1').expect(200);
    const { nextCursor } = body.meta;
    await api.http().get('/api/v1/users').query({ sort: 'name', cursor: nextCursor }).expect(200);
    const forge = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const query of [
      { sort: '-name', cursor: nextCursor },
      { sort: 'createdAt', cursor: nextCursor },
      { sort: 'name', cursor: `${nextCursor.slice(0, -4)}` },
      { sort: 'name', cursor: '' },
      { sort: 'name', cursor: 'bnVsbA' },
      { sort: 'name', cursor: forge('name', 'a\0b', 1) },
      { sort: 'name', cursor: forge('name', 'a', 1.5) },
      { sort: 'name', cursor: forge('name', null, 1) },
      { sort: 'createdAt', cursor: forge('createdAt', 'yesterday', 1) },
      { sort: 'createdAt', cursor: forge('createdAt', '0000-01-01T00:00:00.000Z', 1) },
      { sort: 'createdAt', cursor: forge('createdAt', '+275760-09-13T00:00:00.000Z', 1) },
      { sort: 'createdAt', cursor: forge('createdAt', '2026-01-01T00:00:00.000Z', '1; DROP') },
    ]) {
      const { status, body: problem } = await api.http().get('/api/v1/users').query(query);
      expect({ query, status, errors: problem.errors }).toMatchObject({
        query,
        status: 400,
        errors: [{ field: 'cursor', code: 'cursor_invalid' }],
      });
    }
  });

  it('is not mixed with page numbers', async () => {
    const { body } = await api.http().get('/api/v1/users?limit=1').expect(200);
    const { body: problem } = await api
      .http()
      .get('/api/v1/users')
      .query({ page: 2, cursor: body.meta.nextCursor })
      .expect(400);
    expect(problem.errors).toMatchObject([{ field: 'cursor', code: 'cursor_with_page' }]);
  });
});

describe('a list by page number', () => {
  it('counts items and pages and links to its neighbours [W1.B1] [W4.I4]', async () => {
    const { body, headers } = await api.http().get('/api/v1/posts?page=2&limit=100&sort=title').expect(200);
    const [{ count }] = await api.dataSource.query('SELECT count(*) FROM posts');
    expect(body.meta).toMatchObject({ page: 2, limit: 100, total: count, pages: 3 });
    expect(links(headers.link as string)).toEqual({
      first: '/api/v1/posts?page=1&limit=100&sort=title',
      prev: '/api/v1/posts?page=1&limit=100&sort=title',
      next: '/api/v1/posts?page=3&limit=100&sort=title',
      last: '/api/v1/posts?page=3&limit=100&sort=title',
    });
  });

  it('adds up to the whole', async () => {
    const expected = await idsInOrder('posts', '-title');
    const ids: number[] = [];
    for (const page of [1, 2, 3]) {
      const { body } = await api.http().get(`/api/v1/posts?page=${page}&limit=100&sort=-title`).expect(200);
      ids.push(...body.data.map(({ id }: { id: number }) => id));
    }
    expect(ids).toEqual(expected);
  });

  it('has no next on the last page, no prev on the first, and leads back from beyond the end', async () => {
    const first = await api.http().get('/api/v1/posts?page=1&limit=100').expect(200);
    expect(Object.keys(links(first.headers.link as string))).toEqual(['first', 'next', 'last']);
    const last = await api.http().get('/api/v1/posts?page=3&limit=100').expect(200);
    expect(Object.keys(links(last.headers.link as string))).toEqual(['first', 'prev', 'last']);
    const beyond = await api.http().get('/api/v1/posts?page=9&limit=100').expect(200);
    expect(beyond.body.data).toEqual([]);
    expect(links(beyond.headers.link as string).prev).toBe('/api/v1/posts?page=3&limit=100');
  });

  it('counts only what the filter lets through', async () => {
    const { body } = await api.http().get('/api/v1/users?page=1&limit=10&name=person%207').expect(200);
    const [{ count }] = await api.dataSource.query(
      `SELECT count(*) FROM users WHERE name ILIKE '%person 7%'`,
    );
    expect(body.meta.total).toBe(count);
    expect(body.data.length).toBe(Math.min(10, count as number));
  });
});

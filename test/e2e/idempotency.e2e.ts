import { randomUUID } from 'node:crypto';
import { aUser, type UserBody } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

function create(key: string, body: object) {
  return api.http().post('/api/v1/users').set('idempotency-key', key).send(body).then();
}

async function usersWith({ email }: UserBody): Promise<number> {
  const rows = await api.dataSource.query<object[]>('SELECT 1 FROM users WHERE email = $1', [email]);
  return rows.length;
}

async function recordsOf(key: string): Promise<number> {
  const rows = await api.dataSource.query<object[]>(
    'SELECT 1 FROM idempotency_keys WHERE position($1 IN key) > 0',
    [key],
  );
  return rows.length;
}

describe('an idempotency key', () => {
  it('gives the first answer again and does nothing twice', async () => {
    const [key, user] = [randomUUID(), aUser()];
    const first = await create(key, user);
    const again = await create(key, { email: user.email, name: user.name });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const { location, etag } = first.headers;
    expect(again.headers).toMatchObject({ location, etag, 'idempotency-replayed': 'true' });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(await usersWith(user)).toBe(1);
  });

  it('is refused for another body', async () => {
    const [key, user] = [randomUUID(), aUser()];
    await create(key, user);
    const other = await create(key, aUser());
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({
      reason: 'idempotency_key_reused',
      errors: [{ field: 'Idempotency-Key' }],
    });
  });

  it('is refused while its first request runs, then gives that answer', async () => {
    const [key, user] = [randomUUID(), aUser()];
    const first = await whileLocked('LOCK TABLE users IN SHARE MODE', async (release) => {
      const running = create(key, user);
      await eventually(async () => (await waiting(api)) === 1);
      const second = await create(key, user);
      expect([second.status, second.headers['retry-after']]).toEqual([409, '1']);
      expect(second.body).toMatchObject({ reason: 'idempotency_key_in_use' });
      await release();
      return running;
    });
    expect(first.status).toBe(201);
    expect((await create(key, user)).body).toEqual(first.body);
  });

  it('makes one user of 50 requests at once', async () => {
    const [key, user] = [randomUUID(), aUser()];
    const racing = await Promise.all(Array.from({ length: 50 }, () => create(key, user)));
    expect([...new Set(racing.map(({ status }) => status))].filter((s) => s !== 409)).toEqual([201]);
    const made = racing.filter(({ status, headers }) => status === 201 && !headers['idempotency-replayed']);
    expect(made).toHaveLength(1);
    const retried = await Promise.all(
      Array.from({ length: 5 }, () => eventually(() => unless409(key, user))),
    );
    for (const { status, headers, body } of retried) {
      expect([status, headers['idempotency-replayed']]).toEqual([201, 'true']);
      expect(body).toEqual(made[0]?.body);
    }
    expect(await usersWith(user)).toBe(1);
  });

  it('remembers no error, so the request can be repaired and sent again', async () => {
    const taken = aUser();
    await create(randomUUID(), taken);
    const [key, user] = [randomUUID(), aUser()];
    expect((await create(key, taken)).status).toBe(409);
    expect((await create(key, { name: 1 })).status).toBe(422);
    expect(await recordsOf(key)).toBe(0);
    expect((await create(key, user)).status).toBe(201);
  });

  it('and the change it stands for are written together or not at all', async () => {
    const [key, user] = [randomUUID(), aUser()];
    await api.dataSource.query(
      'ALTER TABLE idempotency_keys ADD CONSTRAINT refuse CHECK (key IS NULL) NOT VALID',
    );
    try {
      expect((await create(key, user)).status).toBe(422);
      expect(await usersWith(user)).toBe(0);
    } finally {
      await api.dataSource.query('ALTER TABLE idempotency_keys DROP CONSTRAINT refuse');
    }
    expect((await create(key, user)).status).toBe(201);
    expect([await usersWith(user), await recordsOf(key)]).toEqual([1, 1]);
  });

  it('is free again after 24 hours, and old records are taken away', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    await create(key, aUser());
    await create(other, aUser());
    await api.dataSource.query(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours'`);
    const user = aUser();
    const anew = await create(key, user);
    expect([anew.status, anew.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(anew.body).toMatchObject(user);
    expect([await recordsOf(key), await recordsOf(other)]).toEqual([1, 0]);
  });

  it('of another user is another key, and shows nothing of the first answer', async () => {
    const [key, user] = [randomUUID(), aUser()];
    const mine = await create(key, user);
    const other = { id: 900_000_000_001, role: 'admin' } as const;
    const theirs = await api.as(other).post('/api/v1/users').set('idempotency-key', key).send(aUser());
    expect([theirs.status, theirs.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect((await create(key, user)).body).toEqual(mine.body);
  });

  it('on another route is another key', async () => {
    const [key, user] = [randomUUID(), aUser()];
    await create(key, user);
    const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
    const answer = await api.http().post('/api/v1/emails').set('idempotency-key', key).send(mail);
    expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([202, undefined]);
  });

  it.each([
    ['empty', ''],
    ['of 201 characters', 'k'.repeat(201)],
    ['with a blank', 'a b'],
    ['of other letters', 'schlüssel'],
  ])('%s is malformed', async (_, key) => {
    const user = aUser();
    const response = await fetch(`${api.url}/api/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...bearer(ADMIN) },
      body: JSON.stringify(user),
    });
    expect([response.status, await usersWith(user)]).toEqual([400, 0]);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
  });

  it('of 200 characters is fine, and none is needed', async () => {
    expect((await create('k'.repeat(200), aUser())).status).toBe(201);
    await api.http().post('/api/v1/users').send(aUser()).expect(201);
  });
});

async function unless409(key: string, user: UserBody) {
  const answer = await create(key, user);
  return answer.status === 409 ? undefined : answer;
}

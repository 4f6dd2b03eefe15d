import { randomUUID } from 'node:crypto';
import { aUser, createUser, type UserBody } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

const send = (users: unknown, mode = 'atomic', key: string = randomUUID()) =>
  api.http().post(`/api/v1/users/batch?mode=${mode}`).set('idempotency-key', key).send({ users });

const users = (count: number) => Array.from({ length: count }, () => aUser());

async function idsOf(all: readonly UserBody[]): Promise<number[]> {
  const emails = all.map(({ email }) => email);
  const sql = 'SELECT id FROM users WHERE email = ANY($1::citext[]) ORDER BY id';
  return (await api.dataSource.query<{ id: number }[]>(sql, [emails])).map(({ id }) => id);
}

async function welcomed(): Promise<number[]> {
  const sql = `SELECT (data->'payload'->>'userId')::integer AS id FROM outbox WHERE name = 'user.welcome'`;
  return (await api.dataSource.query<{ id: number }[]>(sql)).map(({ id }) => id);
}

async function recorded(): Promise<string[]> {
  const sql = `SELECT target_id FROM audit_events WHERE action = 'user.created' ORDER BY id`;
  return (await api.dataSource.query<{ target_id: string }[]>(sql)).map((row) => row.target_id);
}

const statementsOf = ({ headers }: { headers: Record<string, string> }) =>
  /desc="(\d+) statements/.exec(headers['server-timing'] ?? '')?.[1];

describe('users in one request', () => {
  it('are a thousand in as many statements as one, and all are welcomed and recorded [W4.H5]', async () => {
    const [one, all] = [users(1), users(1000)];
    const few = await send(one).expect(201);
    const many = await send(all).expect(201);
    expect(many.body.data).toEqual(all.map((user) => expect.objectContaining({ ...user, role: 'user' })));
    expect(statementsOf(many)).toBe(statementsOf(few));
    const ids = await idsOf([...one, ...all]);
    expect(ids).toHaveLength(1001);
    expect((await welcomed()).sort((a, b) => a - b)).toEqual(ids);
    expect((await recorded()).map(Number).sort((a, b) => a - b)).toEqual(ids);
  });

  it('are for those who may manage users', async () => {
    const author = await createUser(api);
    await api
      .as(author)
      .post('/api/v1/users/batch')
      .send({ users: users(1) })
      .expect(403);
    const body = { users: [{ ...aUser(), role: 'admin' }] };
    const answer = await api.http().post('/api/v1/users/batch').send(body).expect(422);
    expect(answer.body.errors).toMatchObject([{ field: 'users.0.role', code: 'unknownField' }]);
  });

  it.each(['atomic', 'partial'])('are created once for one idempotency key, %s', async (mode) => {
    const [key, all] = [randomUUID(), users(3)];
    const first = await send(all, mode, key);
    const again = await send(all, mode, key);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await idsOf(all)).toHaveLength(3);
  });

  it('are told row by row, once and when asked again by the key, what became of each [W4.H5]', async () => {
    const [key, taken] = [randomUUID(), await createUser(api)];
    const all = [aUser(), aUser({ email: taken.email.toUpperCase() }), { name: 'Eve' }, aUser()];
    const first = await send(all, 'partial', key).expect(200);
    expect(first.body).toEqual({
      data: [
        { index: 0, status: 'created', user: expect.objectContaining(all[0]) as object },
        { index: 1, status: 'rejected', errors: [fault(1, 'email_taken')] },
        { index: 2, status: 'rejected', errors: [fault(2)] },
        { index: 3, status: 'created', user: expect.objectContaining(all[3]) as object },
      ],
      meta: { created: 2, rejected: 2 },
    });
    expect((await send(all, 'partial', key).expect(200)).body).toEqual(first.body);
  });

  it('may all be rejected: nobody is added, recorded or welcomed', async () => {
    const taken = await createUser(api);
    const before = [await recorded(), await welcomed()];
    const { body } = await send([taken.email, { name: 'Ada', email: taken.email }], 'partial').expect(200);
    expect(body.meta).toEqual({ created: 0, rejected: 2 });
    expect([await recorded(), await welcomed()]).toEqual(before);
  });
});

const fault = (index: number, code?: string) =>
  expect.objectContaining({ field: `users.${index}.email`, ...(code !== undefined && { code }) }) as object;

describe('an address', () => {
  it('that is taken or repeated refuses the whole, naming each such row, whatever its case', async () => {
    const taken = await createUser(api);
    const before = await welcomed();
    const all = [aUser(), aUser({ email: taken.email.toUpperCase() }), aUser(), aUser()];
    const repeated = { ...aUser(), email: all[0]?.email.toUpperCase() };
    const { body } = await send([...all, repeated]).expect(409);
    expect(body).toMatchObject({ reason: 'email_taken' });
    expect(body.errors).toEqual([fault(1, 'email_taken'), fault(4, 'email_repeated')]);
    expect(await idsOf(all)).toEqual([taken.id]);
    expect(await welcomed()).toEqual(before);
  });

  it('that is repeated goes to the first row that is right', async () => {
    const email = `${randomUUID()}@example.com`;
    const all = [{ name: '', email }, aUser({ name: 'First', email }), aUser({ email: email.toUpperCase() })];
    const { body } = await send(all, 'partial').expect(200);
    expect(body.data).toEqual([
      { index: 0, status: 'rejected', errors: [expect.objectContaining({ field: 'users.0.name' })] },
      { index: 1, status: 'created', user: expect.objectContaining({ name: 'First', email }) as object },
      { index: 2, status: 'rejected', errors: [fault(2, 'email_repeated')] },
    ]);
  });

  it.each([
    'a@b@c',
    '"a\0b"@example.com',
    `${'a'.repeat(300)}@example.com`,
    'ada@example.com\r\nBcc: eve@example.com',
    ['ada@example.com'],
    { $ne: '' },
    null,
  ])('that is %j is named', async (email) => {
    const { body } = await send([aUser(), { name: 'Ada', email }]).expect(422);
    expect(body.errors).toEqual([fault(1)]);
  });
});

describe('two batches with the same addresses', () => {
  it('at once, in opposite order: each address once, and the second is told [W4.H5]', async () => {
    const all = users(200);
    const answers = await Promise.all([send(all, 'partial'), send([...all].reverse(), 'partial')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const created = answers.map(({ body }) => body.meta.created as number);
    expect(created[0]! + created[1]!).toBe(200);
    expect(await idsOf(all)).toHaveLength(200);
  });

  it('all or none: one is taken, the other refused', async () => {
    const all = users(200);
    const answers = await Promise.all([send(all), send([...all].reverse())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.errors).toHaveLength(200);
    expect(await idsOf(all)).toHaveLength(200);
  });

  it('wait for one another in one order, and do not end in a deadlock', async () => {
    const all = users(2).sort((a, b) => (a.email < b.email ? -1 : 1));
    const { count, retried } = await whileLocked(
      // Somebody who is about to register the first address, and then does not.
      `INSERT INTO users (name, email) VALUES ('Eve', '${all[0]?.email}')`,
      async (release) => {
        const both = Promise.all([send(all), send([...all].reverse())]);
        await eventually(async () => (await waiting(api)) === 2);
        await release();
        const answers = await both;
        return {
          count: answers.filter(({ status }) => status === 201).length,
          retried: api.log.of('transaction retried'),
        };
      },
    );
    expect([count, retried]).toEqual([1, []]);
  });
});

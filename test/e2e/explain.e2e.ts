import { createUser } from '../builders/a-user.ts';
import { ADMIN } from '../support/access-token.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { loggedOf } from '../support/query-log.ts';
import { sql } from '../support/sql.ts';

interface Explanation {
  statement: string;
  parameterTypes: string[];
  node: string;
  role: string;
  analyzed: boolean;
  executionMs?: number;
  text: string;
  plan: Record<string, unknown>;
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ ...PRIMARY_ONLY, QUERY_LOG_SAMPLE: '1' });
  await createUser(api);
  await sql(
    `INSERT INTO users (name, email) SELECT md5(n::text), n || '@example.com' FROM generate_series(1, 20000) n`,
  );
  await sql('ANALYZE users');
});

/** The fingerprint of the one statement that answers a request. */
async function sentFor(path: string): Promise<string> {
  const requestId = `explain-${path.replace(/\W/g, '.')}`;
  await api.http().get(`/api/v1/${path}`).set('x-request-id', requestId).expect(200);
  const [row] = await loggedOf(requestId);
  return row?.fingerprint ?? '';
}

/** The fingerprint of a statement that the application sends for this test. */
async function sent(text: string, parameters?: unknown[]): Promise<string> {
  await api.dataSource.query(text, parameters).catch(() => {});
  const shape = text.replace(/\d{3,}|'[^']*'/g, '?');
  return eventually(async () => {
    const rows = await sql<{ fingerprint: string }>('SELECT fingerprint FROM query_shapes WHERE shape = $1', [
      shape,
    ]);
    return rows[0]?.fingerprint;
  }, 20_000);
}

const address = (fingerprint: string, what: string) => `/api/v1/admin/queries/${fingerprint}/${what}`;

async function explain(fingerprint: string, status = 200): Promise<Explanation> {
  const { body } = await api.http().get(address(fingerprint, 'explain')).expect(status);
  return body as Explanation;
}

async function explainWith(fingerprint: string, request: object, status = 200): Promise<Explanation> {
  const { body } = await api.http().post(address(fingerprint, 'explanations')).send(request).expect(status);
  return body as Explanation;
}

describe('GET /api/v1/admin/queries/:fingerprint/explain', () => {
  it('shows the plan of a logged statement for any parameters: by its index [W4.I1]', async () => {
    const explanation = await explain(await sentFor('users/17'));
    expect(explanation).toMatchObject({
      statement: expect.stringMatching(/"id" = \$1/) as string,
      parameterTypes: ['bigint'],
      node: 'node-1',
      role: 'primary',
      analyzed: false,
      text: expect.stringContaining('Index Scan using users_pkey on users') as string,
    });
    expect(JSON.stringify(explanation.plan)).toContain('"Index Name":"users_pkey"');
    expect(explanation.executionMs).toBeUndefined();
  });

  it('sees an index that comes and goes [W4.I1] [W4.I2]', async () => {
    const list = await sentFor('users?sort=name');
    expect((await explain(list)).text).toMatch(/Index Scan.* using users_name_idx/);
    await sql('DROP INDEX users_name_idx');
    expect((await explain(list)).text).toMatch(/Sort[^]*Seq Scan on users/);
    await sql('CREATE INDEX users_name_idx ON users (name, id)');
    expect((await explain(list)).text).toMatch(/Index Scan.* using users_name_idx/);
  });

  it('plans statements whose values stood in the text', async () => {
    const fingerprint = await sent(
      `SELECT name FROM users WHERE email = 'hunter2@example.com' AND id > 12345`,
    );
    const { statement, parameterTypes, text } = await explain(fingerprint);
    expect(statement).toBe('SELECT name FROM users WHERE email = $1 AND id > $2::integer');
    expect(parameterTypes).toEqual(['citext', 'integer']);
    expect(text).toContain('users_email_key');
  });

  it.each([
    ['a write', 'UPDATE users SET name = name WHERE id = $1'],
    ['what begins a transaction', 'START TRANSACTION READ ONLY'],
    ['two statements', 'SELECT $1::text; SELECT version()'],
  ])('answers %s with 409 not_explainable', async (_, text) => {
    expect(await explain(await sent(text, text.includes('$1') ? ['1'] : undefined), 409)).toMatchObject({
      reason: 'not_explainable',
    });
  });

  it('answers a statement on what is gone since with 409, and takes no connection with it', async () => {
    await sql('CREATE TABLE passing (a integer)');
    const fingerprint = await sent('SELECT a FROM passing');
    await explain(fingerprint);
    await sql('DROP TABLE passing');
    for (let turn = 0; turn < 30; turn += 1)
      expect(await explain(fingerprint, 409)).toMatchObject({ reason: 'not_explainable' });
  });

  it('answers what was never sent with 404, and what is no fingerprint with 400', async () => {
    expect(await explain('0123456789ab', 404)).toMatchObject({ reason: 'query_not_found' });
    expect(await explain('0123456789AB', 400)).toMatchObject({ errors: [{ field: 'fingerprint' }] });
    await api
      .as({ ...ADMIN, role: 'moderator' })
      .get(address('0123456789ab', 'explain'))
      .expect(403);
  });
});

describe('POST /api/v1/admin/queries/:fingerprint/explanations', () => {
  it('runs the statement with the parameters given, and says what that took [W4.I1]', async () => {
    const fingerprint = await sentFor('users/18');
    const found = await explainWith(fingerprint, { parameters: ['18'], analyze: true });
    expect(found).toMatchObject({ analyzed: true, executionMs: expect.any(Number) });
    expect(found.text).toMatch(
      /Index Scan using users_pkey on users .*\(actual time=\S+ rows=1(\.00)? loops=1\)/,
    );
    const none = await explainWith(fingerprint, { parameters: ['-1'], analyze: true });
    expect(none.text).toMatch(/\(actual time=\S+ rows=0(\.00)? loops=1\)/);
  });

  it('plans for the parameters given without running it', async () => {
    const fingerprint = await sent('SELECT name FROM users WHERE id < $1', [1]);
    const [few, all] = await Promise.all(
      ['5', '100000'].map((limit) => explainWith(fingerprint, { parameters: [limit] })),
    );
    expect(few?.text).toContain('users_pkey');
    expect(all?.text).not.toContain('users_pkey');
    expect(all?.analyzed).toBe(false);
    expect((await explainWith(fingerprint, { parameters: [null] })).parameterTypes).toEqual(['bigint']);
  });

  it.each([
    ['none', { analyze: true }, 'parameters', 'takes 1 parameters: $1 bigint; 0 were given'],
    ['too many', { parameters: ['1', '2'] }, 'parameters', '2 were given'],
    [
      'one of another form',
      { parameters: ['tea'], analyze: true },
      'parameters.0',
      '$1 does not have the form',
    ],
    [
      'one out of range',
      { parameters: ['99999999999999999999'] },
      'parameters.0',
      '$1 does not have the form',
    ],
  ])('answers %s of the parameters with 422 and names it', async (_, request, field, message) => {
    const fingerprint = await sent('SELECT email FROM users WHERE id = $1', [1]);
    const problem = await explainWith(fingerprint, request, 422);
    expect(problem).toMatchObject({ reason: 'parameters_invalid', errors: [{ field }] });
    expect((problem as unknown as { detail: string }).detail).toContain(message);
  });

  it.each([
    [{ parameters: '1' }, 'parameters'],
    [{ parameters: [1] }, 'parameters'],
    [{ parameters: ['\0'] }, 'parameters'],
    [{ parameters: Array(201).fill('1') }, 'parameters'],
    [{ analyze: 'yes' }, 'analyze'],
    [{ role: 'out' }, 'role'],
    [{ statement: 'SELECT 1' }, 'statement'],
  ])('answers the body %j with 422 and names the field', async (body, field) => {
    expect(await explainWith('0123456789ab', body, 422)).toMatchObject({ errors: [{ field }] });
  });

  it.each([
    ['takes a lock of the session', 'SELECT pg_advisory_lock($1) AS held', ['4711']],
    ['takes a lock of rows', 'SELECT id FROM users WHERE id = $1 FOR UPDATE', ['1']],
    ['moves a sequence', `SELECT nextval($1::regclass) AS next`, ['users_id_seq']],
  ])('does not run what %s', async (_, text, parameters) => {
    const fingerprint = await sent(text, ['0']);
    expect(await explainWith(fingerprint, { parameters, analyze: true }, 409)).toMatchObject({
      reason: 'not_explainable',
    });
    await explain(fingerprint);
    expect(await sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711`)).toEqual([]);
  });

  it('ends what takes too long, and the connection serves the next [W4.I1]', async () => {
    const text = 'SELECT count(*) FROM users a, users b WHERE a.id < $1 AND md5(a.name || b.name) = $2';
    const fingerprint = await sent(text, [0, '']);
    const slow = await explainWith(fingerprint, { parameters: ['100000', 'x'], analyze: true }, 409);
    expect(slow).toMatchObject({ reason: 'statement_too_slow' });
    expect((await explain(fingerprint)).text).toContain('Nested Loop');
  });

  it('leaves a trace in the audit log, without the parameters', async () => {
    const fingerprint = await sent('SELECT role FROM users WHERE name = $1', ['x']);
    await explainWith(fingerprint, { parameters: ['hunter2'], analyze: true });
    const { body } = await api.http().get('/api/v1/admin/audit?action=query.explained&limit=1').expect(200);
    expect((body as { data: object[] }).data).toEqual([
      expect.objectContaining({
        actorId: ADMIN.id,
        targetType: 'query',
        targetId: fingerprint,
        details: { analyze: true, role: 'any' },
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(api.log.text()).not.toContain('hunter2');
  });
});

describe('an explanation', () => {
  it('comes from a replica, or from the primary when that is asked', async () => {
    const fingerprint = await sentFor('users/19');
    const replicated = await startApi();
    const from = async (query: string): Promise<Explanation> => {
      const { body } = await replicated
        .http()
        .get(`${address(fingerprint, 'explain')}${query}`)
        .expect(200);
      return body as Explanation;
    };
    await eventually(async () => (await from('')).role === 'replica', 20_000);
    expect((await from('?role=replica')).node).not.toBe('node-1');
    expect(await from('?role=primary')).toMatchObject({ role: 'primary', node: 'node-1' });
  });
});

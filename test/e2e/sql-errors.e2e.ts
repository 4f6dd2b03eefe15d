import { Database } from '../../src/platform/database/database.js';
import { toProblem } from '../../src/platform/http/problem.js';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

/** What a client would be told of the error that this SQL provokes. */
async function answerTo(sql: string) {
  const error: unknown = await api.app
    .get(Database)
    .transaction('test.sql', (tx) => tx.manager.query(sql))
    .then(() => undefined)
    .catch((reason: unknown) => reason);
  const { problem, retryAfter } = toProblem(error, '/');
  return { ...problem, retryAfter, error };
}

const raise = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${state}'; END $$`;

describe('an error of PostgreSQL', () => {
  it.each([
    [
      '23505 of e-mail',
      `INSERT INTO users (name, email) VALUES ('A', 'a@b.c'), ('B', 'A@B.C')`,
      409,
      'email_taken',
    ],
    [
      '23505 of a key that nobody described',
      `INSERT INTO idempotency_keys (key, fingerprint, answer) VALUES ('a', '', '{}'), ('a', '', '{}')`,
      409,
      'duplicate',
    ],
    [
      '23503 of an author',
      `INSERT INTO posts (author_id, title, body) VALUES (0, 'A', 'B')`,
      401,
      'account_gone',
    ],
    [
      '23503 that nobody described',
      `CREATE TABLE child (id bigint REFERENCES users); INSERT INTO child VALUES (0)`,
      409,
      'reference_violated',
    ],
    ['23502', `INSERT INTO users (name) VALUES ('A')`, 422, 'value_missing'],
    ['23514', `INSERT INTO users (name, email) VALUES ('', 'a@b.c')`, 422, 'value_not_allowed'],
    ['22P02', `SELECT 'abc'::bigint`, 422, 'value_malformed'],
    [
      '22001',
      `SELECT 1; CREATE TABLE short (t varchar(1)); INSERT INTO short VALUES ('ab')`,
      422,
      'value_too_long',
    ],
    ['22003', `SELECT 99999999999::int`, 422, 'value_out_of_range'],
    ['25006', `SET TRANSACTION READ ONLY; DELETE FROM posts`, 503, 'database_read_only'],
    ['40001', raise('40001'), 503, 'serialization_failure'],
    ['40P01', raise('40P01'), 503, 'deadlock'],
    ['55P03', raise('55P03'), 503, 'lock_timeout'],
    ['57014', `SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)`, 503, 'statement_timeout'],
    ['57P01', `SELECT pg_terminate_backend(pg_backend_pid())`, 503, 'database_unavailable'],
    ['42P01', `SELECT * FROM nowhere`, 500, 'internal_error'],
    ['42601', `SELEKT`, 500, 'internal_error'],
  ])('%s becomes its status and reason [W3.S5] [W4.S5]', async (_, sql, status, reason) => {
    const answer = await answerTo(sql);
    expect(answer).toMatchObject({ status, reason });
    expect(answer.retryAfter).toBe(status === 503 ? 1 : undefined);
  });

  it.each([
    `SELECT 'hunter2'::bigint`,
    `INSERT INTO users (name, email) VALUES ('', 'hunter2@b.c')`,
    `SELECT 'hunter2' FROM nowhere`,
  ])('tells the client nothing of its SQL: %s', async (sql) => {
    const { error, ...told } = await answerTo(sql);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(told)).not.toMatch(/hunter2|nowhere|select|insert|users|_check|bigint|at .*:\d+/i);
  });

  it('leaves a pool that still works', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => answerTo('SELEKT')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([500]));
    await createUser(api);
  });
});

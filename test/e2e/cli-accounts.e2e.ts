import { createPrivateKey } from 'node:crypto';
import pg from 'pg';
import { aUser } from '../builders/a-user.ts';
import { commandLine } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { runCli } from '../support/run.ts';
import { TEST_SECRETS } from '../support/secrets.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;
const PASSWORD = 'a walk in the evening fog';
let database: OwnDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await ownDatabase({ migrated: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
}, SLOW_MS);

afterAll(async () => {
  await client.end();
  await database.drop();
});

const cli = (args: string[], input?: string, env = {}) =>
  commandLine(args, { ...database.env, ...env }, input);
const program = (args: string[], input?: string) => runCli(args, database.env, { input });

async function rows(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(sql, parameters)).rows;
}

/** Creates an admin and returns the id. */
async function createAdmin(email = aUser().email, run = cli): Promise<string> {
  const made = await run(['users:create-admin', '--name', 'Ada', '--email', email], `${PASSWORD}\n`);
  expect(made).toEqual({ code: 0, stdout: expect.stringMatching(/^user \d+ is an admin\n$/), stderr: '' });
  return /\d+/.exec(made.stdout)?.[0] ?? '';
}

describe('users:create-admin', () => {
  it(
    'tells the workers of its job before it ends',
    async () => {
      let told = 0;
      client.on('notification', () => (told += 1));
      await client.query('LISTEN outbox');
      await createAdmin();
      await eventually(() => told > 0, 20_000);
      await client.query('UNLISTEN outbox');
    },
    SLOW_MS,
  );

  it(
    'makes an admin whose password is read from standard input [W2.H4]',
    async () => {
      const id = await createAdmin(undefined, program);
      const [user] = await rows(
        `SELECT role, email_verified_at, hash FROM users JOIN passwords ON user_id = users.id WHERE users.id = $1`,
        [id],
      );
      expect(user).toMatchObject({ role: 'admin', email_verified_at: expect.any(Date) });
      expect(user?.hash).toMatch(/^\$argon2id\$/);
      const [event] = await rows(`SELECT * FROM audit_events WHERE target_id = $1`, [id]);
      expect(event).toMatchObject({ action: 'user.created', actor_id: null, request_id: 'cli' });
      expect(JSON.stringify(event)).not.toContain(PASSWORD);
    },
    SLOW_MS,
  );

  it(
    'refuses a bad password, a bad address and one that is taken, and makes nobody',
    async () => {
      const { email } = aUser();
      const create = (address: string, password: string) =>
        cli(['users:create-admin', '--name', 'Ada', '--email', address], password);
      expect(await create(email, 'short\n')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('password'),
      });
      expect(await create(email, '')).toMatchObject({
        code: 1,
        stderr: 'Give the password on standard input, or run this in a terminal.\n'.replace(/^/, 'error: '),
      });
      expect(await create('nobody', PASSWORD)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('email must be an email'),
      });
      expect(await rows('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
      await createAdmin(email);
      expect(await create(email, PASSWORD)).toMatchObject({ stderr: expect.stringContaining('email_taken') });
    },
    SLOW_MS,
  );

  it(
    'takes no password as an argument',
    async () => {
      const args = ['users:create-admin', '--name', 'Ada', '--email', aUser().email, '--password', PASSWORD];
      expect(await cli(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('unknown option') });
    },
    SLOW_MS,
  );
});

describe('users:set-role and users:set-password', () => {
  it(
    'change an account, and the last admin stays one',
    async () => {
      const [first, second] = [await createAdmin(), await createAdmin()];
      await rows(`UPDATE users SET role = 'user' WHERE id <> ALL ($1)`, [[first, second]]);
      const demoted = await program(['users:set-role', first, 'moderator']);
      expect(demoted).toEqual({ code: 0, stdout: `user ${first} has the role moderator\n`, stderr: '' });
      const last = await cli(['users:set-role', second, 'user']);
      expect(last).toMatchObject({ code: 1, stderr: expect.stringContaining('error (last_admin)') });
      const hashOf = (id: string) => rows('SELECT hash FROM passwords WHERE user_id = $1', [id]);
      const before = await hashOf(second);
      const changed = await program(['users:set-password', second], 'another walk in the fog');
      expect(changed).toEqual({ code: 0, stdout: `user ${second} has another password\n`, stderr: '' });
      expect(await hashOf(second)).not.toEqual(before);
    },
    SLOW_MS,
  );

  it.each([
    [['users:set-role', '1', 'king'], /Allowed choices are user, moderator, admin/],
    [['users:set-role', '999999', 'admin'], /error \(user_not_found\)/],
    [['users:set-password', '999999'], /error \(user_not_found\)/],
  ])(
    'refuse %j',
    async (args, expected) => {
      expect(await cli(args, PASSWORD)).toMatchObject({ code: 1, stderr: expect.stringMatching(expected) });
    },
    SLOW_MS,
  );
});

describe('audit:list and audit:prune', () => {
  it(
    'show what happened, and delete what is older than the retention',
    async () => {
      const id = await createAdmin();
      const listed = await program(['audit:list', '--target-type', 'user', '--target-id', id]);
      expect(listed.stdout).toMatch(
        /^occurredAt +action +actor +target +address +details\n\S+ +user\.created +- +user \d+ +- +\{"role":"admin"\}\n$/,
      );
      for (const age of [29, 31, 364, 366]) {
        await rows(
          `INSERT INTO audit_events (action, target_type, target_id, occurred_at)
           SELECT 'post.moderated', 'age', $1::text, now() - make_interval(days => $1::text::int) FROM generate_series(1, 3)`,
          [String(age)],
        );
      }
      const ages = async () =>
        (await rows(`SELECT DISTINCT target_id FROM audit_events WHERE target_type = 'age' ORDER BY 1`)).map(
          ({ target_id }) => target_id,
        );
      expect((await program(['audit:prune'])).stdout).toBe('deleted 3 events older than 365 days\n');
      expect(await ages()).toEqual(['29', '31', '364']);
      expect((await cli(['audit:prune'], '', { AUDIT_RETENTION_DAYS: '30' })).stdout).toContain('deleted 6');
      expect(await ages()).toEqual(['29']);
      const pruned = await cli(['audit:list', '--action', 'audit.pruned', '--limit', '1']);
      expect(pruned.stdout).toContain('{"days":30,"deleted":6}');
      const tooShort = await cli(['audit:prune'], '', { AUDIT_RETENTION_DAYS: '29' });
      expect(tooShort).toMatchObject({ code: 1, stderr: expect.stringContaining('AUDIT_RETENTION_DAYS') });
    },
    SLOW_MS,
  );

  it(
    'name what is wrong with a filter',
    async () => {
      const { code, stderr } = await cli(['audit:list', '--from', 'yesterday', '--target-id', '1']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/targetType must be text[^]*from must be a time such as/);
    },
    SLOW_MS,
  );
});

describe('keys:generate', () => {
  it(
    'prints a private key that JWT_SIGNING_KEYS takes, and says how to rotate [W2.I8]',
    async () => {
      const [one, other] = [await program(['keys:generate']), await cli(['keys:generate'])];
      expect(one.stdout).not.toBe(other.stdout);
      const jwk = JSON.parse(one.stdout) as Record<string, string>;
      expect(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails).toEqual({
        namedCurve: 'prime256v1',
      });
      const JWT_SIGNING_KEYS = `[${one.stdout},${other.stdout}]`;
      expect(await cli(['users:list'], '', { JWT_SIGNING_KEYS })).toMatchObject({ code: 0 });
      expect((await cli(['keys:generate', '--help'])).stdout).toContain('To rotate');
    },
    SLOW_MS,
  );
});

describe('seed', () => {
  it(
    'gives an admin, a moderator and users one password, shown once; in production nobody gets one',
    async () => {
      const [development, production] = [
        await ownDatabase({ migrated: true }),
        await ownDatabase({ migrated: true }),
      ];
      const seed = async ({ env, url }: OwnDatabase, more = {}) => {
        const { stdout } = await commandLine(['seed'], { ...env, ...more });
        const reader = new pg.Client({ connectionString: url });
        await reader.connect();
        const { rows: roles } = await reader.query<{ role: string; users: string; passwords: string }>(
          `SELECT role, count(*)::int AS users, count(hash)::int AS passwords
           FROM users LEFT JOIN passwords ON user_id = users.id GROUP BY role ORDER BY role`,
        );
        await reader.end();
        return { stdout, roles };
      };
      const sample = await seed(development);
      expect(sample.stdout).toMatch(
        /^added 12 users and 36 posts\nsign in with the password [\w-]{16} as\nrole +email\nadmin +ada\.lovelace@example\.com\nmoderator +\S+\nuser +\S+\n$/,
      );
      expect(sample.roles).toEqual([
        { role: 'admin', users: 1, passwords: 1 },
        { role: 'moderator', users: 1, passwords: 1 },
        { role: 'user', users: 10, passwords: 10 },
      ]);
      const real = await seed(production, {
        NODE_ENV: 'production',
        CONSISTENCY_TOKEN_SECRET: PASSWORD,
        PUBLIC_URL: 'https://groundwork.example',
        ...TEST_SECRETS,
      });
      expect(real.stdout).toBe('added 12 users and 36 posts\n');
      expect(real.roles).toEqual([{ role: 'user', users: 12, passwords: 0 }]);
      await Promise.all([development.drop(), production.drop()]);
    },
    SLOW_MS,
  );
});

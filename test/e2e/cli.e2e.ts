import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aUser } from '../builders/a-user.ts';
import { commandLine } from '../support/command-line.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { runCli } from '../support/run.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;
let database: OwnDatabase;

beforeAll(async () => {
  database = await ownDatabase({ migrated: true });
}, SLOW_MS);

afterAll(() => database.drop());

const cli = (...args: string[]) => commandLine(args, database.env);
const program = (...args: string[]) => runCli(args, database.env);

/** What it says to somebody who used it wrongly, and never a stack trace. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stderr } = await cli(...args);
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr;
}

describe('users:create, users:list and users:show', () => {
  it(
    'insert, list and get [W3.S4] [W3.S2]',
    async () => {
      const { name, email } = aUser({ name: 'Alan Turing' });
      const created = await program('users:create', '--name', name, '--email', email);
      expect(created).toMatchObject({ code: 0, stderr: '' });
      const id = /^(\d+) /m.exec(created.stdout)?.[1] ?? '';
      expect(created.stdout).toMatch(/^id +name +email +createdAt$/m);

      const shown = await program('users:show', id);
      expect(shown).toEqual(created);

      await cli('users:create', '--name', 'Alonzo Church', '--email', aUser().email);
      const all = await program('users:list', '--sort', 'name');
      expect(all.stdout).toMatch(/Alan Turing[^]*Alonzo Church[^]*\n2 of 2\n$/);
      const some = await cli('users:list', '--name', 'TURING');
      expect(some.stdout).toMatch(/Alan Turing[^]*\n1 of 1\n$/);
      const none = await cli('users:list', '--page', '2', '--limit', '2');
      expect(none).toEqual({ code: 0, stdout: '0 of 2\n', stderr: '' });
    },
    SLOW_MS,
  );

  it(
    'say what is wrong [W3.S4] [W3.S5]',
    async () => {
      const { name, email } = aUser();
      await cli('users:create', '--name', name, '--email', email);
      expect(await refusal('users:create', '--name', name, '--email', email.toUpperCase())).toBe(
        'error (email_taken): Somebody has this e-mail address already.\n  - Somebody has this e-mail address already.\n',
      );
      expect(await refusal('users:show', '999999999')).toBe(
        'error (user_not_found): There is no user 999999999.\n',
      );
      const invalid = await refusal('users:create', '--name', ' ', '--email', 'nobody');
      expect(invalid).toMatch(/^error \(validation_failed\)/);
      expect(invalid).toMatch(/name must be text[^]*email must be an email/);
    },
    SLOW_MS,
  );

  it.each([
    [['users:show', 'abc'], /argument 'id'. must be an integer from 1/],
    [['users:create', '--name', 'A'], /required option '--email <address>' not specified/],
    [['users:list', '--limit', '101'], /must be an integer from 1 to 100/],
    [['users:list', '--sort', 'id'], /Allowed choices are createdAt, -createdAt, name, -name/],
    [['users:burn'], /unknown command 'users:burn'/],
  ])(
    'refuse %j and show how they are used',
    async (args, expected) => {
      const text = await refusal(...args);
      expect(text).toMatch(expected);
      expect(text).toContain('Usage: groundwork');
    },
    SLOW_MS,
  );
});

describe('the command line', () => {
  it(
    'seeds once, also when started twice at the same moment',
    async () => {
      const fresh = await ownDatabase({ migrated: true });
      const both = await Promise.all([runCli(['seed'], fresh.env), runCli(['seed'], fresh.env)]);
      expect(both.map(({ stdout }) => stdout.split('\n')[0]).sort()).toEqual([
        'added 12 users and 36 posts',
        'there is data already',
      ]);
      const again = await commandLine(['seed'], fresh.env);
      expect(again).toEqual({ code: 0, stdout: 'there is data already\n', stderr: '' });
      await fresh.drop();
    },
    SLOW_MS,
  );

  it(
    'makes the words of the search anew, and secrets that are new each time',
    async () => {
      const refreshed = await program('search:refresh-words');
      expect(refreshed).toEqual({ code: 0, stdout: '0 words changed\n', stderr: '' });
      const secrets = [await program('secrets'), await cli('secrets')];
      for (const made of secrets) {
        const stdout = expect.stringMatching(/^(?:[A-Z_]+='[^']+'\n)+$/);
        expect(made).toEqual({ code: 0, stdout, stderr: '' });
      }
      expect(secrets[0]).not.toEqual(secrets[1]);
    },
    SLOW_MS,
  );

  it(
    'shows help for all and for each command',
    async () => {
      const help = await program('--help');
      expect(help).toMatchObject({ code: 0, stderr: '' });
      const commands = [...help.stdout.matchAll(/^ {2}([a-z]+(?::[a-z-]+)?) .*/gm)].map(
        ([, name = '']) => name,
      );
      expect(commands).toEqual(
        expect.arrayContaining(['users:create', 'users:list', 'users:show', 'seed', 'migrate']),
      );
      for (const name of commands.filter((command) => command !== 'help')) {
        const stdout = expect.stringContaining(`Usage: groundwork ${name}`);
        expect(await cli(name, '--help')).toEqual({ code: 0, stdout, stderr: '' });
      }
    },
    SLOW_MS,
  );

  it(
    'says what to do when nothing is configured',
    async () => {
      const elsewhere = await mkdtemp(join(tmpdir(), 'groundwork-cli-'));
      const { code, stderr } = await runCli(['users:list'], {}, { cwd: elsewhere });
      await rm(elsewhere, { recursive: true });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /DATABASE_URL is required[^]*REDIS_QUEUE_URL is required[^]*npm run stack -- up/,
      );
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    SLOW_MS,
  );

  it(
    'says that the database is away',
    async () => {
      const env = {
        ...database.env,
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
        DATABASE_CONNECT_TIMEOUT_MS: '300',
      };
      const { code, stderr } = await runCli(['migrate'], env);
      expect(code).toBe(1);
      expect(stderr).toMatch(/ECONNREFUSED|cannot be reached/);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    SLOW_MS,
  );
});

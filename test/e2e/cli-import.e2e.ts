import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { commandLine } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, environment, RunningProcess } from '../support/processes.ts';
import { runCli } from '../support/run.ts';
import { sql } from '../support/sql.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;
const HEADER = 'Name,E-mail,Role';
let env: Record<string, string>;
let folder: string;

beforeAll(async () => {
  env = await environment();
  folder = mkdtempSync(join(tmpdir(), 'cli-import-'));
});

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(endProcesses);

const cli = (args: string[]) => commandLine(['import', ...args], env);
const program = (args: string[], input?: string) =>
  runCli(['import', ...args], env, { input, timeout: SLOW_MS });
const person = (name: string, role = 'user') => `${name},${name.toLowerCase()}@example.com,${role}`;

function file(name: string, rows: readonly string[], header = HEADER): string {
  const path = join(folder, name);
  const text = [header, ...rows, ''].join('\n');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function users(like: string): Promise<{ name: string; email: string; role: string }[]> {
  return sql('SELECT name, email, role FROM users WHERE email LIKE $1 ORDER BY email', [like]);
}

/** Of the table that is printed at the end. */
function summaryOf(stdout: string): Record<string, string> {
  const [header = '', row = ''] = stdout.split('\n');
  const cells = row.split(/ {2,}/);
  return Object.fromEntries(header.split(/ {2,}/).map((name, place) => [name, cells[place] ?? '']));
}

describe('import', () => {
  it(
    'takes what is right, says how much and how fast, and writes the rest to a file that can be mended [W6.I6] [W6.I7]',
    async () => {
      const rows = [person('Ada'), person('Bob', 'emperor'), ',nobody@example.com,user', person('Cy')];
      const path = file('people.csv', rows);
      const { code, stdout, stderr } = await program([path, '--target', 'users', '--batch-size', '2']);
      expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringMatching(/is complete$/m) });
      expect(stderr).toMatch(/^\d+ %, \d+ rows, \d+\/s, \d+ rejected/m);
      const { seconds, 'rows/s': perSecond, 'peak MB': peak, ...counts } = summaryOf(stdout);
      expect(counts).toEqual({ rows: '4', inserted: '2', updated: '0', skipped: '0', rejected: '2' });
      for (const number of [seconds, perSecond, peak]) expect(Number(number)).toBeGreaterThan(0);
      expect((await users('%@example.com')).map(({ name }) => name)).toEqual(['Ada', 'Cy']);

      const rejects = readFileSync(`${path}.rejects.csv`, 'utf8');
      expect(rejects.split(/\r?\n/).slice(1, 3).join('\n')).toMatch(/^3,.*Bob,.*\n4,.*nobody@/);
      const mended = join(folder, 'mended.csv');
      writeFileSync(mended, rejects.replace('emperor', 'user').replace(',,nobody', ',Dee,nobody'));
      expect(await cli([mended, '--quiet'])).toMatchObject({ code: 0, stderr: '' });
      expect((await users('%@example.com')).map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Cy', 'Dee']);
    },
    SLOW_MS,
  );

  it(
    'reads packed files, maps and transforms columns, and updates who is there [W6.I6]',
    async () => {
      await sql(`INSERT INTO users (name, email) VALUES ('Old name', 'eve@example.org')`);
      const path = file(
        'more.csv.gz',
        ["EVE@EXAMPLE.ORG;'Eve';Adams", 'fay@example.org;Fay;Bee'],
        'Who;First;Last',
      );
      const map = [
        '--map',
        'Who=email',
        '--transform',
        'email=lower',
        '--transform',
        'name=template:{First} {Last}',
      ];
      const dialect = ['--delimiter', ';', '--quote', "'"];
      const { code, stdout } = await cli([path, ...map, '--on-conflict', 'update', ...dialect]);
      expect(code).toBe(0);
      expect(summaryOf(stdout)).toMatchObject({ inserted: '1', updated: '1', rejected: '0' });
      const names = (await users('%@example.org')).map(({ name }) => name);
      expect(names).toEqual(['Eve Adams', 'Fay Bee']);
    },
    SLOW_MS,
  );

  it(
    'reads standard input, and keeps nothing of a dry run [W6.I6]',
    async () => {
      const rows = ['Gus,gus@example.net', 'Hal,no address', ''].join('\n');
      const rejects = join(folder, 'stdin.csv');
      const flags = ['--no-header', '--map', 'column 1=name', '--map', 'column 2=email'];
      const { code, stdout } = await program(['-', '--dry-run', ...flags, '--rejects', rejects], rows);
      expect({ code, stdout }).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('nothing was kept'),
      });
      expect(summaryOf(stdout)).toMatchObject({ inserted: '1', rejected: '1' });
      expect(readFileSync(rejects, 'utf8')).toContain('no address');
      expect(await users('%@example.net')).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'pauses when it is interrupted, and goes on where it stopped [W6.I6]',
    async () => {
      const rows = Array.from({ length: 400 }, (_, n) => person(`Guest${n}`));
      const path = file('guests.csv', rows);
      const held = new pg.Client({ connectionString: env.DATABASE_URL });
      await held.connect();
      try {
        // Whoever wants to add the same address waits.
        await held.query(`BEGIN; INSERT INTO users (name, email) VALUES ('x', 'guest200@example.com')`);
        const command = [process.execPath, 'dist/main/cli.js', 'import', path, '--batch-size', '20'];
        const interrupted = new RunningProcess(command, env);
        await eventually(async () => (await users('guest%')).length > 0, 60_000);
        interrupted.signal('SIGINT');
        await eventually(
          async () => (await sql(`SELECT FROM imports WHERE state = 'paused'`)).length > 0,
          60_000,
        );
        await held.query('ROLLBACK');
        expect(await interrupted.exit()).toBe(130);
        const [, id = ''] = /--resume ([\w-]+)/.exec(interrupted.output) ?? [];
        const before = (await users('guest%')).length;
        expect(before).toBeLessThan(400);

        const { code, stdout } = await program(['--resume', id]);
        expect({ code, counts: summaryOf(stdout) }).toMatchObject({ code: 0, counts: { inserted: '400' } });
        expect(await users('guest%')).toHaveLength(400);
      } finally {
        await held.end();
      }
    },
    SLOW_MS,
  );

  it(
    'says what is wrong, and then leaves nothing behind [W6.I6]',
    async () => {
      const path = file('things.csv', ['a,b'], 'Thing,Other');
      const refused = async (...args: string[]) => {
        const { code, stderr } = await cli(args);
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.not.stringMatching(/\n\s+at /) });
        return stderr;
      };
      expect(await refused('nowhere.csv')).toContain('there is no file nowhere.csv');
      // Nobody can open a socket as a file, not even root.
      const unreadable = createServer().listen(join(folder, 'socket'));
      await once(unreadable, 'listening');
      expect(await refused(join(folder, 'socket'))).toMatch(/^error: .*socket: /);
      unreadable.close();
      expect(await refused(path)).toMatch(/name[^]*email/);
      expect(await refused(path, '--transform', 'email=shout')).toContain('must be like "email=lower"');
      expect(await refused()).toContain('name a FILE');
      expect(await refused('--resume', '17')).toContain('must be the id of an import');
      const own = file('own.csv', [',nobody@example.com,user']);
      expect(await refused(own, '--rejects', join(folder, '.', 'own.csv'))).toContain('is the FILE itself');
      expect(readFileSync(own, 'utf8')).toContain(HEADER);
      expect(await sql(`SELECT id FROM uploads WHERE file_name = 'things.csv'`)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'says where the rejected rows are when it cannot write them [W6.I6]',
    async () => {
      const path = file('ivy.csv', ['Ivy,no address,user']);
      const { code, stdout, stderr } = await cli([path, '--rejects', join(path, 'rejects.csv')]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringMatching(/is complete$/m) });
      expect(stderr).toMatch(/^the 1 rejected rows were not written to .*ENOTDIR/m);
      expect(stderr).toMatch(/\/api\/v1\/imports\/[\w-]+\/rejects\.csv$/m);
    },
    SLOW_MS,
  );
});

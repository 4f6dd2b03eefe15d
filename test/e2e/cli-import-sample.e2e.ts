import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../support/command-line.ts';
import { runCli } from '../support/run.ts';
import { PLAIN } from '../csv/csv-files.ts';
import { CSV_START } from '../../src/platform/csv/csv-dialect.ts';
import { readCsv } from '../../src/platform/csv/csv-reader.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-'));
});

afterAll(() => rm(folder, { recursive: true }));

const cli = (...args: string[]) => runCli(['import:sample', ...args], {});

describe('import:sample', () => {
  it(
    'writes 100 000 rows, one in a hundred of them bad [W6.S1] [W6.S5]',
    async () => {
      const out = join(folder, 'users.csv');
      const { code, stdout, stderr } = await cli(
        '--rows',
        '100000',
        '--bad',
        '1%',
        '--seed',
        '7',
        '--out',
        out,
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toMatch(/^100000 rows, 1000 of them bad\n {2}bad date: \d+\n/);
      let rows = 0;
      const limits = { from: CSV_START, maxRecordBytes: 1024 * 1024 };
      for await (const block of readCsv(createReadStream(out), { ...PLAIN, header: true }, limits)) {
        rows += block.records.length;
        expect(block.end.row).toBe(rows);
      }
      expect(rows).toBe(100_000);
    },
    SLOW_MS,
  );

  it(
    'writes to standard output what it writes to a file',
    async () => {
      const out = join(folder, 'posts.csv');
      const args = ['--rows', '50', '--bad', '0.1', '--target', 'posts', '--columns', 'title,author_email'];
      const [printed] = await Promise.all([cli(...args), cli(...args, '--out', out)]);
      expect(printed.stdout).toMatch(/^title,author_email\n/);
      expect(printed.stdout).toBe(await readFile(out, 'utf8'));
    },
    SLOW_MS,
  );

  it.each([
    [['--bad', '3'], /--bad <share>.*a share such as 1% or 0\.01/],
    [['--columns', 'name,shoes'], /^error: users have no column shoes; there are name, email/],
    [['--out', '/nowhere/at/all.csv'], /^error: .*no such file/],
  ])(
    'says what is wrong with %j',
    async (args, message) => {
      const { code, stderr } = await commandLine(['import:sample', ...args], {});
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
    SLOW_MS,
  );
});

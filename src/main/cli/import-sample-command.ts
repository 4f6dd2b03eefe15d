import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { integerFrom } from './arguments.js';
import { SAMPLE_TARGETS, SampleFile } from './samples/sample-file.js';
import { showProgress } from './samples/show-progress.js';

interface Given {
  rows: number;
  bad: number;
  seed: number;
  target: keyof typeof SAMPLE_TARGETS;
  columns?: string[];
  out?: string;
}

/** `import:sample`: a file to try imports with. Needs neither a database nor anything else. */
export function addImportSampleCommand(program: Command): void {
  program
    .command('import:sample')
    .description('write a CSV file of invented rows; the same options always give the same file')
    .option('--rows <n>', 'rows, without the header', integerFrom(0, 1_000_000_000), 100_000)
    .option('--bad <share>', 'rows with something wrong, such as 1% or 0.01', shareArgument, 0)
    .option('--seed <n>', 'what the rows depend on', integerFrom(0, 2 ** 32 - 1), 1)
    .addOption(
      new Option('--target <name>', 'what the rows are')
        .choices(Object.keys(SAMPLE_TARGETS))
        .default('users'),
    )
    .option('--columns <names>', 'columns in their order, such as name,email; all unless given', listArgument)
    .option('--out <file>', 'file that is written; standard output unless given')
    .addHelpText(
      'after',
      '\nPosts are by users of the sample with the same seed, 1000 rows and none bad.\nWhat is wrong, and how often, is said at the end on standard error.',
    )
    .action(writeSample);
}

async function writeSample({ target: name, columns: asked, out, ...options }: Given): Promise<void> {
  const target = SAMPLE_TARGETS[name];
  const columns = asked ?? target.columns;
  const unknown = columns.filter((column) => !target.columns.includes(column));
  if (unknown.length > 0) {
    throw new Error(`${name} have no column ${unknown.join(', ')}; there are ${target.columns.join(', ')}`);
  }
  if (new Set(columns).size < columns.length) throw new Error('each column can be there once');
  const file = new SampleFile({ ...options, target, columns });
  const finish = showProgress(() => file.rows / options.rows);
  try {
    const source = Readable.from(file, { objectMode: true, highWaterMark: 4 });
    if (out === undefined) await pipeline(source, process.stdout, { end: false });
    else await pipeline(source, createWriteStream(out));
  } catch (error) {
    // Whoever reads has enough, as `head` does.
    if (out === undefined && (error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw error;
  } finally {
    finish();
  }
  process.stderr.write(`${summary(file)}\n`);
}

function summary({ rows, faults }: SampleFile): string {
  const bad = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...faults]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, count]) => `  ${name}: ${count}`);
  return [`${rows} rows, ${bad} of them bad`, ...kinds].join('\n');
}

function shareArgument(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim()) ?? [];
  const share = Number(number) / (percent ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('must be a share such as 1% or 0.01, from 0 to 100%.');
}

function listArgument(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0) return names;
  throw new InvalidArgumentError('must name columns, such as name,email.');
}

import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { between, type Random, seeded } from '../data-set/random.ts';
import { userRows } from '../data-set/rows.ts';

/** The same rows twice: as people send them, with some that are wrong, and without those as COPY takes them. */
export interface ImportFiles {
  csv: string;
  copy: string;
  rows: number;
  good: number;
}

export const CSV_COLUMNS = ['Name', 'E-mail', 'Role', 'Verified', 'Joined'];
export const TABLE_COLUMNS = 'name, email, role, email_verified_at, created_at';

const CHUNK = 1024 * 1024;
// As many as each other: every check of a row has something to find.
const SPOILERS: ((row: string[]) => string[])[] = [
  ([, ...rest]) => ['', ...rest],
  ([name = '', email = '', ...rest]) => [name, email.replace('@', ' at '), ...rest],
  ([name = '', email = '', , ...rest]) => [name, email, 'emperor', ...rest],
  ([name = '', email = '', role = '', verified = '']) => [name, email, role, verified, 'the day before'],
];

/** Writes both into a folder; one row in a hundred is wrong, in one of its fields. */
export function writeFiles(folder: string, rows: number): ImportFiles {
  const files = { csv: join(folder, `${rows}.csv`), copy: join(folder, `${rows}.copy`) };
  const [csv, copy] = [writer(files.csv), writer(files.copy)];
  let good = 0;
  csv.add(HEADER);
  for (const { row, spoilt } of newRows(rows)) {
    csv.add(csvLine(spoilt ?? row));
    if (spoilt) continue;
    good += 1;
    copy.add(`${row.map((cell) => cell || '\\N').join('\t')}\n`);
  }
  csv.end();
  copy.end();
  return { ...files, rows, good };
}

/** The CSV alone, as it is read, for more rows than a disk has room for. */
export function* csvChunks(rows: number): Generator<Buffer> {
  let waiting = HEADER;
  for (const { row, spoilt } of newRows(rows)) {
    waiting += csvLine(spoilt ?? row);
    if (waiting.length < CHUNK) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  yield Buffer.from(waiting);
}

const HEADER = csvLine(CSV_COLUMNS);

function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\n`;
}

function* newRows(rows: number): Generator<{ row: string[]; spoilt?: string[] }> {
  const random = seeded(7);
  for (const [name = '', email = '', joined = ''] of userRows(rows)) {
    const role = between(random, 1, 50) === 1 ? 'moderator' : 'user';
    const row = [name, email, role, verified(random, joined), joined];
    const isBad = between(random, 1, 100) === 1;
    yield { row, spoilt: isBad ? SPOILERS[between(random, 0, SPOILERS.length - 1)]?.(row) : undefined };
  }
}

function verified(random: Random, joined: string): string {
  return between(random, 1, 2) === 1 ? joined : '';
}

function writer(path: string) {
  const file = openSync(path, 'w');
  let waiting = '';
  const flush = () => {
    writeSync(file, waiting);
    waiting = '';
  };
  const add = (line: string) => {
    waiting += line;
    if (waiting.length > CHUNK) flush();
  };
  const end = () => {
    flush();
    closeSync(file);
  };
  return { add, end };
}

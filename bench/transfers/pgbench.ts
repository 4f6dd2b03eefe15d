import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { percentile } from '../statistics.ts';
import { VARIABLES } from './payment.ts';
import type { Contestant, Count, TurnSettings } from './turn.ts';

/** Where pgbench is, if it is: on the path, or where Debian and its kin put it. */
export function findPgbench(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'pgbench')).find((file) => existsSync(file));
  return found ?? globSync('/usr/lib/postgresql/*/bin/pgbench').toSorted().at(-1);
}

/** PostgreSQL's own bench with the statements of the script, each prepared once a connection. */
export function pgbench(program: string, script: string, url: string, dir: string): Contestant {
  return { name: 'pgbench', transfer };

  async function transfer({ accounts, clients, seconds, transfers }: TurnSettings): Promise<Count> {
    const logs = mkdtempSync(join(dir, 'pgbench-'));
    const length =
      transfers === undefined ? ['-T', String(Math.ceil(seconds))] : ['-t', String(transfers / clients)];
    const threads = ['-c', String(clients), '-j', String(Math.min(2, clients))];
    const log = ['--log', `--log-prefix=${join(logs, 'log')}`];
    const variables = Object.entries({ ...VARIABLES, accounts }).flatMap(([name, value]) => [
      '-D',
      `${name}=${value}`,
    ]);
    const settings = ['-n', '-M', 'prepared', '-f', script, ...variables, ...threads, ...length, ...log];
    const { stdout } = await promisify(execFile)(program, [...settings, url]);
    const times = latencies(logs);
    rmSync(logs, { recursive: true });
    return {
      perSecond: Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]),
      p50Ms: percentile(times, 50),
      p99Ms: percentile(times, 99),
      transfers: times.length,
      failures: Number(/^number of failed transactions: (\d+)/m.exec(stdout)?.[1] ?? 0),
    };
  }
}

// A line a transaction: client, number, time in microseconds, …
function latencies(folder: string): number[] {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  return lines
    .filter(Boolean)
    .map((line) => Number(line.split(' ')[2]) / 1000)
    .toSorted((a, b) => a - b);
}

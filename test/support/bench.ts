import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

interface Benched<Result> {
  /** What it printed. */
  stdout: string;
  /** What it measured, as the file of its results has it. */
  result: Result;
}

/** Runs `npm run bench <name>` to its end, which has to be a good one, with its results in a folder of its own. */
export async function runBench<Result>(
  name: string,
  settings: readonly string[],
  timeout = 240_000,
): Promise<Benched<Result>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const args = ['bench/main.ts', name, ...settings, '--results', folder];
    const { code, stdout, stderr } = await run(process.execPath, args, {}, { timeout });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return { stdout, result: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

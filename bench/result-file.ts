import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PROJECT_DIR } from '../local/project.ts';

const RESULTS = join(PROJECT_DIR, 'bench', 'results');

/** Replaces the result of the run before; returns its path, from the project's folder. */
export function writeResult(name: string, result: object, folder = RESULTS): string {
  const file = join(folder, `${name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, rounded, 2)}\n`);
  return relative(PROJECT_DIR, file);
}

// What was measured is not known better; what was counted is.
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../local/project.ts';
import { findStack } from '../../local/stack.ts';
import type { SecondaryIndex } from './secondary-indexes.ts';

// What decides how a data set turns out: the tables, and what fills them.
const SOURCES = ['src/platform/database/migrations', 'bench/data-set'];

/** What tells one data set from another. */
export function dataSetHash(rows: number): string {
  const hash = createHash('sha256').update(String(rows));
  for (const folder of SOURCES.map((path) => join(PROJECT_DIR, path)))
    for (const name of readdirSync(folder).sort())
      hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/** The indexes of the data set in that folder; undefined when it is another one, or none is whole. */
export function keptIndexes(folder: string, hash: string): SecondaryIndex[] | undefined {
  const file = markerOf(folder);
  if (!existsSync(file)) return undefined;
  const marker = JSON.parse(readFileSync(file, 'utf8')) as { hash: string; indexes: SecondaryIndex[] };
  return marker.hash === hash ? marker.indexes : undefined;
}

export function rememberDataSet(folder: string, hash: string, indexes: SecondaryIndex[]): void {
  writeFileSync(markerOf(folder), JSON.stringify({ hash, indexes }, null, 2));
}

/** Deletes what is in the folder, if it is a stack. */
export async function forgetDataSet(folder: string): Promise<void> {
  await findStack(folder)?.destroy();
}

function markerOf(folder: string): string {
  return join(folder, 'data-set.json');
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withLock } from '../lock.ts';
import type { ProcessRef } from '../processes.ts';
import { isAlive, processRef } from '../processes.ts';
import { DEFAULT_DIR } from '../project.ts';

/**
 * Makes this process the one that runs the local stack of a folder, because it also takes the stack down. Throws, in
 * words for people, when another one does already.
 */
export async function claimFolder(): Promise<{ dir: string; release: () => Promise<void> }> {
  const dir = resolve(process.env.GROUNDWORK_LOCAL_DIR || DEFAULT_DIR);
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'start.json');
  await withLock(dir, async () => {
    const owner = readOwner(file);
    if (isAlive(owner)) {
      throw new Error(
        `Groundwork already runs on ${dir} (process ${owner.pid}). Stop it first, or give this one a folder of its own: GROUNDWORK_LOCAL_DIR=…`,
      );
    }
    writeFileSync(file, JSON.stringify(processRef(process.pid)));
  });
  return { dir, release: async () => rmSync(file, { force: true }) };
}

function readOwner(file: string): ProcessRef | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRef;
  } catch {
    return undefined;
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { withLock } from './lock.ts';
import { killOrphans } from './orphans.ts';
import { isAlive, processRef } from './processes.ts';
import { RunningStack } from './running-stack.ts';
import { createFolder, openFolder } from './state.ts';
import { bringUp } from './up.ts';

export { DEFAULT_DIR } from './project.ts';
export type { RunningStack as Stack } from './running-stack.ts';

export interface StackOptions {
  dir: string;
  log?: (line: string) => void;
  /** Pid that a throw-away stack belongs to: `sweepStacks` removes the stack once it is dead. */
  owner?: number;
  postgres?: PostgresOptions;
}

export interface PostgresOptions {
  settings?: Record<string, string>;
  /** No replicas: for data that would fill the disk three times. A stack that was made with them keeps them. */
  alone?: boolean;
}

/** Creates the stack of that folder, or adopts what runs of it and starts the rest. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const dir = resolve(options.dir);
  const log = options.log ?? (() => undefined);
  await withLock(dir, async () => {
    let folder = openFolder(dir, log);
    if (!folder) {
      await killOrphans(dir);
      folder = createFolder(dir, log);
      folder.state.alone = options.postgres?.alone;
    }
    folder.state.owner = options.owner === undefined ? undefined : processRef(options.owner);
    folder.state.settings = options.postgres?.settings ?? folder.state.settings;
    folder.save();
    await bringUp(folder);
  });
  return new RunningStack(dir, log);
}

/** Attaches to a stack that another process started. */
export async function openStack(dir: string, log?: (line: string) => void): Promise<RunningStack> {
  const path = resolve(dir);
  if (!openFolder(path)?.state.up) throw new Error(`no stack is up in ${path}: run "npm run stack -- up"`);
  return new RunningStack(path, log);
}

/** The stack of a folder whether or not it is up (to look at it, or take it down), if there is one. */
export function findStack(dir: string, log?: (line: string) => void): RunningStack | undefined {
  const path = resolve(dir);
  return openFolder(path) && new RunningStack(path, log);
}

/** Takes down and deletes throw-away stacks (`test-*`) whose owner died without doing so; returns their folders. */
export async function sweepStacks(parentDir: string): Promise<string[]> {
  if (!existsSync(parentDir)) return [];
  const swept: string[] = [];
  for (const name of readdirSync(parentDir).filter((entry) => entry.startsWith('test-'))) {
    const dir = resolve(join(parentDir, name));
    const owner = openFolder(dir)?.state.owner;
    if (!owner || isAlive(owner)) continue;
    await new RunningStack(dir).destroy();
    swept.push(dir);
  }
  return swept;
}

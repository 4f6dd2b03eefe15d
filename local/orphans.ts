import { readlinkSync } from 'node:fs';
import { sep } from 'node:path';

import { listProcesses } from './process-table.ts';
import { killTree } from './processes.ts';

const SERVERS = /redis-server|valkey-server|mail\/catcher\.ts|\/postgres -D /;

/**
 * Ends servers of a stack whose folder or `state.json` was deleted while they ran: nothing else remembers them. They
 * are known by their working folder, which only Linux shows.
 */
export async function killOrphans(dir: string): Promise<void> {
  const orphans = listProcesses().filter(({ pid, command }) => SERVERS.test(command) && worksIn(pid, dir));
  for (const { pid } of orphans) await killTree(pid);
}

function worksIn(pid: number, dir: string): boolean {
  try {
    const folder = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
    return folder === dir || folder.startsWith(dir + sep);
  } catch {
    return false;
  }
}

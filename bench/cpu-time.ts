import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { descendants } from '../local/process-table.ts';

// Linux reports CPU time to programs in hundredths of a second, whatever the clock of the kernel.
const ticksPerSecond = 100;

/** CPU time that a process has used in all its threads, in user and kernel mode. */
export function cpuSeconds(pid: number): number {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
}

/** As above, of a process with all its descendants, and of those that have ended meanwhile where that is known. */
export function treeCpuSeconds(root: number): number {
  for (;;) {
    const before = descendants(root);
    const living = before.map(cpuSecondsOrNone);
    const own = cpuSeconds(root) + (existsSync('/proc/self/stat') ? fromProc(root, endedChildren) : 0);
    // One that ended in between would count twice, or not at all.
    if (String(descendants(root)) === String(before)) return living.reduce((total, one) => total + one, own);
  }
}

/** CPU time of the children of this process that have ended, with theirs; undefined where the system does not tell. */
export function endedChildrenSeconds(): number | undefined {
  return existsSync('/proc/self/stat') ? fromProc(process.pid, endedChildren) : undefined;
}

/**
 * CPU time of the threads on which Node runs what would block it: hashing, files, name look-ups. Undefined where the
 * system does not tell threads apart.
 */
export function workerThreadSeconds(pid: number): number | undefined {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return undefined;
  return readdirSync(tasks)
    .filter((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').trim() === 'libuv-worker')
    .reduce((total, task) => total + fromStat(`${tasks}/${task}/stat`), 0);
}

function cpuSecondsOrNone(pid: number): number {
  try {
    return cpuSeconds(pid);
  } catch {
    return 0;
  }
}

const itself = [11, 12] as const;
const endedChildren = [13, 14] as const;

function fromProc(pid: number, fields: readonly [number, number] = itself): number {
  return fromStat(`/proc/${pid}/stat`, fields);
}

function fromStat(file: string, [user, system]: readonly [number, number] = itself): number {
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[user]) + Number(fields[system])) / ticksPerSecond;
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function fromPs(pid: number): number {
  const text = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [clock = '', days = '0'] = text.split('-').reverse();
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
}

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  pid: number;
  parent: number;
  /** One letter: R running, S sleeping, T stopped by a signal, Z dead but not collected by its parent. */
  state: string;
  started: string;
  command: string;
}

const hasProc = existsSync('/proc/self/stat');

export function findProcess(pid: number): ProcessEntry | undefined {
  const entry = hasProc ? readProc(pid) : runPs(['-p', String(pid)])[0];
  // Where nothing collects orphans (a container without init) the dead stay listed for ever.
  return entry && !entry.state.startsWith('Z') ? entry : undefined;
}

export function descendants(root: number): number[] {
  const all = listProcesses();
  const found = [root];
  for (const parent of found) {
    found.push(...all.filter((entry) => entry.parent === parent).map((entry) => entry.pid));
  }
  return found.slice(1);
}

export function listProcesses(): ProcessEntry[] {
  if (!hasProc) return runPs(['-ax']);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProc(Number(name)))
    .filter((entry) => entry !== undefined);
}

function readProc(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid, state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '', command };
  } catch {
    return undefined;
  }
}

function runPs(selection: string[]): ProcessEntry[] {
  try {
    const columns = 'pid=,ppid=,stat=,lstart=,args=';
    return execFileSync('ps', [...selection, '-o', columns], { encoding: 'utf8', stdio: 'pipe' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.{24})\s(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, pid, parent, state, started, command]) => ({
        pid: Number(pid),
        parent: Number(parent),
        state: state ?? '',
        started: started ?? '',
        command: command ?? '',
      }));
  } catch {
    return [];
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// Linux reports CPU time to programs in hundredths of a second, whatever the clock of the kernel.
const ticksPerSecond = 100;

/** CPU time that a process has used in all its threads, in user and kernel mode. */
export function cpuSeconds(pid: number): number {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return (user + system) / ticksPerSecond;
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function fromPs(pid: number): number {
  const text = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [clock = '', days = '0'] = text.split('-').reverse();
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
}

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { PROJECT_DIR } from '../project.ts';

const leash = new URL('leash.ts', import.meta.url).href;

export interface Child {
  pid: number;
  stdout: Readable | null;
  stderr: Readable | null;
  /** How it ended, in words, and its exit code; settles when its output has been read as well. */
  exited: Promise<Exit>;
  /** SIGTERM, and SIGKILL for its whole group when it has not ended in time or `atOnce` is aborted. */
  stop(timeoutMs: number, atOnce?: AbortSignal): Promise<void>;
}

export interface Exit {
  code: number;
  how: string;
}

export interface Launch {
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** A number is an open file. */
  output: 'pipe' | 'inherit' | number;
}

/**
 * Starts Node in a process group of its own: Ctrl-C in a terminal goes to the whole foreground group, and it is us who
 * decide in which order things end.
 */
export function launchNode({ args, env = process.env, output }: Launch): Child {
  const child = spawn(process.execPath, ['--import', leash, ...args], {
    cwd: PROJECT_DIR,
    env: { ...env, GROUNDWORK_LEASH: String(process.pid) },
    detached: process.platform !== 'win32',
    stdio: ['ignore', output, output, 'ipc'],
  });
  const pid = child.pid ?? 0;
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error) => resolve({ code: 1, how: error.message }));
    child.once('close', (code, signal) => {
      resolve({ code: code ?? 1, how: signal ? `killed by ${signal}` : `exit code ${code}` });
    });
  });
  return {
    pid,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    stop: async (timeoutMs, atOnce) => {
      const kill = () => killGroup(pid);
      const deadline = setTimeout(kill, timeoutMs);
      if (atOnce?.aborted) kill();
      atOnce?.addEventListener('abort', kill);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(deadline);
      atOnce?.removeEventListener('abort', kill);
      // What it had started itself goes with it.
      kill();
    },
  };
}

function killGroup(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

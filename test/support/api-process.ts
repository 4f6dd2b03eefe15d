import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GENEROUS_LIMITS } from './generous-limits.ts';
import type { LogLine } from './log-lines.ts';
import { TEST_SECRETS } from './secrets.ts';

export interface ApiProcess {
  url: string;
  process: ChildProcess;
  log: LogLine[];
  /** SIGTERM, and the exit code. */
  stop: () => Promise<number | null>;
}

/** Runs the built API as a process of its own on a free port. */
export async function startApiProcess(env: Record<string, string>): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['dist/main/api.js'], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE_ENV: 'development',
      PORT: '0',
      LOG_LEVEL: 'info',
      ...GENEROUS_LIMITS,
      ...TEST_SECRETS,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: LogLine[] = [];
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the API ended with ${code}`)));
    lines.on('line', (line) => {
      // The last line of a process that was killed may be half a line.
      if (!line.endsWith('}')) return;
      const parsed = JSON.parse(line) as LogLine;
      if (parsed.msg !== 'request') log.push(parsed);
      if (parsed.msg === 'listening') resolve(String(parsed.address));
    });
  });
  const stop = async () => {
    if (child.exitCode !== null) return child.exitCode;
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  };
  return { url, process: child, log, stop };
}

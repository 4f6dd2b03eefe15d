import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../local/project.ts';

/** One run of what `npm start` runs, and everything it wrote. */
export interface Session {
  pid: number;
  readonly output: string;
  exitCode: Promise<number | null>;
  saw(pattern: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  end(): Promise<void>;
}

export function startGroundwork(options: { dir: string; port: number | string; args?: string[] }): Session {
  const env = {
    ...withoutServices(),
    GROUNDWORK_LOCAL_DIR: options.dir,
    PORT: String(options.port),
    LOG_LEVEL: 'info',
  };
  const child = spawn(process.execPath, [join(PROJECT_DIR, 'local', 'start.ts'), ...(options.args ?? [])], {
    env,
    // The channel ends the session together with this test process.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  void exitCode.then(() => (ended = true));
  return {
    pid: child.pid ?? 0,
    get output() {
      return output;
    },
    exitCode,
    saw: async (pattern) => {
      const deadline = Date.now() + 90_000;
      while (!pattern.test(output)) {
        if (ended || Date.now() > deadline) throw new Error(`no ${pattern} in the output:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    signal: (name) => void child.kill(name),
    end: async () => {
      child.kill('SIGTERM');
      await exitCode;
    },
  };
}

// The services of the test run, or of somebody's .env, must not be taken for ones that the caller gave.
function withoutServices(): NodeJS.ProcessEnv {
  const names = [
    'DATABASE_URL',
    'DATABASE_REPLICA_URLS',
    'REDIS_QUEUE_URL',
    'REDIS_CACHE_URL',
    'SMTP_URL',
    'NODE_ENV',
  ];
  return { ...process.env, ...Object.fromEntries(names.map((name) => [name, ''])) };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';
import { workerEnvironment } from './worker-environment.ts';

/** A process of the built application, or a command, with all it prints. */
export class RunningProcess {
  output = '';
  readonly child: ChildProcess;
  readonly #exited: Promise<unknown[]>;

  constructor(command: string[], env: Record<string, string>, cwd = process.cwd()) {
    const [program = '', ...args] = command;
    // A group of its own, so that what it starts can be ended with it.
    this.child = spawn(program, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#exited = once(this.child, 'exit');
    running.push(this);
  }

  /** Resolves with the exit code, or with the signal that ended it. */
  async exit(): Promise<number | string> {
    const [code, signal] = (await this.#exited) as [number | null, string | null];
    return code ?? signal ?? '';
  }

  /** The line of the log with this message, as soon as it is there. */
  async line(msg: string, ms = 20_000): Promise<Record<string, unknown>> {
    const ended = () => this.child.exitCode !== null || this.child.signalCode !== null;
    return eventually(() => {
      const found = this.lines().find((line) => line.msg === msg);
      if (!found && ended()) throw new Error(`ended without "${msg}": ${this.output}`);
      return found;
    }, ms);
  }

  lines(): Record<string, unknown>[] {
    const complete = this.output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    return complete.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(pid, name);
  }
}

const running: RunningProcess[] = [];

/** Starts `dist/main/<name>.js` as a deployment does. */
export async function launch(
  name: 'api' | 'worker',
  overrides: Record<string, string> = {},
): Promise<RunningProcess> {
  return new RunningProcess([process.execPath, `dist/main/${name}.js`], await environment(overrides));
}

/** The variables of this test worker and those a program needs to run at all. */
export async function environment(overrides: Record<string, string> = {}): Promise<Record<string, string>> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...(await workerEnvironment()), ...overrides };
}

/** Ends what the suite has left running. */
export function endProcesses(): void {
  for (const { child } of running.splice(0)) {
    if (child.pid === undefined) continue;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Ended before.
    }
  }
}

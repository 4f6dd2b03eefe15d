import { spawn } from 'node:child_process';

const patience = 5_000;

/** Runs one program at a time and passes the signals it gets on to it. */
export class Runner {
  #stop = new AbortController();
  #forward = () => {};

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.#end(signal));
    if (process.env.npm_lifecycle_event) this.#watchParent();
  }

  #end(signal) {
    this.#stop.abort();
    this.#forward(signal);
  }

  // npm passes signals on, but cannot when it is killed outright.
  #watchParent() {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      this.#end('SIGTERM');
    }, 1_000);
    watch.unref();
  }

  /** Aborted by the first signal. */
  get stopped() {
    return this.#stop.signal;
  }

  /**
   * The exit code of the program. `group`: it gets a process group, which dies as a whole. `leash`: it notices by a
   * closed channel when this process dies without a word.
   */
  run(file, args, { env = process.env, group = false, leash = false }) {
    if (this.stopped.aborted) return Promise.resolve(0);
    const grouped = group && process.platform !== 'win32';
    const stdio = leash ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit';
    const child = spawn(file, args, { env, stdio, detached: grouped });
    let deadline;
    this.#forward = (signal) => {
      // npm goes on installing after a SIGINT.
      kill(grouped ? -child.pid : child.pid, grouped ? 'SIGTERM' : signal);
      if (grouped) deadline ??= setTimeout(() => kill(-child.pid, 'SIGKILL'), patience);
    };
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        clearTimeout(deadline);
        this.#forward = () => {};
        if (grouped) kill(-child.pid, 'SIGKILL');
        resolve(code ?? (this.stopped.aborted ? 0 : exitCodeOf(signal)));
      });
    });
  }
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function exitCodeOf(signal) {
  return signal === 'SIGKILL' ? 137 : 1;
}

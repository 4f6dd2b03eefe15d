// One Ctrl-C reaches us from the terminal and through npm.
const SAME_KEYSTROKE_MS = 1000;
const INTERRUPTED = 130;

/** Lets the first Ctrl-C (or SIGTERM) be heard, and the second end the process. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #askedAt?: number;

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, this.#hear);
  }

  end(): void {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, this.#hear);
  }

  readonly #hear = (): void => {
    this.#askedAt ??= performance.now();
    if (performance.now() - this.#askedAt > SAME_KEYSTROKE_MS) process.exit(INTERRUPTED);
    this.#controller.abort(new Error('interrupted'));
  };
}

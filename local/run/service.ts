import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

const delaysMs = [500, 1_000, 2_000, 4_000, 8_000];
// One that lived this long was well: its next death starts the count again.
const longLifeMs = 60_000;

/** A program that is kept running: when it dies unasked it is started again, a few times and ever more slowly. */
export class Service {
  readonly name: string;
  /** Resolves, with the reason, when the service died and will not be started again. */
  readonly failed: Promise<string>;
  readonly #launch: () => Child;
  readonly #say: (line: string) => void;
  readonly #stopping = new AbortController();
  #child: Child;
  #fail: (reason: string) => void = () => undefined;
  #launchedAt = Date.now();
  #deaths = 0;
  #settled = false;

  constructor(name: string, launch: () => Child, say: (line: string) => void) {
    this.name = name;
    this.#launch = launch;
    this.#say = say;
    this.failed = new Promise((resolve) => (this.#fail = resolve));
    this.#child = launch();
    void this.#watch();
  }

  /** From now on a death is an accident; before, something is wrong with the start itself and repeating it is no use. */
  settle(): void {
    this.#settled = true;
  }

  async stop(timeoutMs: number, atOnce: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await this.#child.stop(timeoutMs, atOnce);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { how } = await this.#child.exited;
      if (signal.aborted) return;
      if (Date.now() - this.#launchedAt > longLifeMs) this.#deaths = 0;
      const delay = this.#settled ? delaysMs[this.#deaths++] : undefined;
      if (delay === undefined)
        return this.#fail(`The ${this.name} stopped (${how})${this.#settled ? ' too often' : ''}.`);
      this.#say(`The ${this.name} stopped (${how}); starting it again in ${delay / 1000} s.`);
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#launchedAt = Date.now();
      this.#child = this.#launch();
    }
  }
}

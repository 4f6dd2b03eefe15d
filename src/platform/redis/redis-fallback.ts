import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { within } from '../../shared/within.js';

const PATIENCE_MS = 250;
const PAUSE_MS = 1000;

const fallbacks = new Counter({
  name: 'groundwork_redis_fallbacks_total',
  help: 'Steps done in the process because cache Redis was away or slow',
  labelNames: ['use'],
});

/**
 * Does a step in Redis, or in this process while Redis is away or slow. A Redis that hangs is left alone for a second,
 * after which one request asks again; that one waits a quarter of a second at the most, however patient the first was.
 */
export class RedisFallback {
  readonly #logger = new Logger('Redis');
  #away = false;
  #pausedUntil = 0;

  /**
   * @param use what the steps are for; the label of the metric
   * @param patienceMs how long a step may take while Redis serves
   */
  constructor(
    private readonly use: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** @param atMostMs how long whoever asks can wait for this step, if that is less */
  async run<T>(inRedis: () => Promise<T>, inProcess: () => T, atMostMs = Infinity): Promise<T> {
    if (performance.now() < this.#pausedUntil) return this.#instead(inProcess);
    const patienceMs = Math.min(atMostMs, this.patienceMs, this.#away ? PATIENCE_MS : Infinity);
    if (this.#away) this.#pausedUntil = performance.now() + PAUSE_MS;
    try {
      const result = await within(patienceMs, inRedis());
      this.#back();
      return result;
    } catch (error) {
      this.#lost(error);
      return this.#instead(inProcess);
    }
  }

  #instead<T>(inProcess: () => T): T {
    fallbacks.inc({ use: this.use });
    return inProcess();
  }

  #lost(error: unknown): void {
    this.#pausedUntil = performance.now() + PAUSE_MS;
    if (this.#away) return;
    this.#away = true;
    this.#logger.warn({ msg: 'cache Redis does not serve; done in the process', use: this.use, err: error });
  }

  #back(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#pausedUntil = 0;
    this.#logger.log({ msg: 'cache Redis serves again', use: this.use });
  }
}

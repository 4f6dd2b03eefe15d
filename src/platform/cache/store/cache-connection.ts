import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { createCacheRedis } from '../../redis/cache-redis.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { MEET } from './cache-scripts.js';
import { bumpsChannel } from '../near/bumps-channel.js';
import { TAG_TTL_MS } from './cache-times.js';

// Redis may be away when the process starts; then nobody waits for it.
const OPENING_MS = 2000;

/**
 * The cache's own connection. A server that was not met before may have lost changes: before it is asked anything,
 * everything in it is declared wrong.
 */
@Injectable()
export class CacheConnection implements OnApplicationShutdown {
  readonly client: CacheRedis;
  /** Where changes are published. */
  readonly channel: string;
  readonly #logger = new Logger('Cache');
  #opening?: Promise<unknown>;
  #meeting?: Promise<void>;
  #isMet = false;
  #servers = 0;

  constructor(@Inject(CONFIG) config: Config) {
    this.channel = bumpsChannel(config.redis.cacheUrl);
    this.client = createCacheRedis(config.redis.cacheUrl, config.redis.tls);
    this.client.on('ready', () => {
      this.#isMet = false;
      this.#servers += 1;
      this.#meeting = undefined;
      void this.#meet().catch(() => {});
    });
    const connecting = this.client.connect().catch(() => {});
    this.#opening = Promise.race([connecting, sleep(OPENING_MS, undefined, { ref: false })]).finally(
      () => (this.#opening = undefined),
    );
  }

  /** Another number for each server that is connected to; the same one may come again under another. */
  get server(): number {
    return this.#servers;
  }

  /**
   * Does `work` with a server that knows of all changes. Rejects while there is none.
   *
   * @param patienceMs after which nobody waits for it: it is not begun later than that
   */
  async use<T>(work: (client: CacheRedis) => Promise<T>, patienceMs = Infinity): Promise<T> {
    if (this.#opening || !this.#isMet) await this.#ready(patienceMs);
    return work(this.client);
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }

  async #ready(patienceMs: number): Promise<void> {
    const askedAt = performance.now();
    // Whoever comes while the process starts waits for the first connection.
    if (this.#opening) await this.#opening;
    // More than once where another connection takes the place of the one that was met.
    while (!this.#isMet) await this.#meet();
    if (performance.now() - askedAt > patienceMs) throw new Error('cache Redis came too late');
  }

  async #meet(): Promise<void> {
    const meeting = (this.#meeting ??= this.#introduce());
    try {
      await meeting;
      // Another connection may have taken its place meanwhile.
      if (this.#meeting === meeting) this.#isMet = true;
    } catch (error) {
      if (this.#meeting === meeting) this.#meeting = undefined;
      throw error;
    }
  }

  async #introduce(): Promise<void> {
    const runId = /^run_id:(\w+)/m.exec(await this.client.info('server'))?.[1] ?? '';
    const isNew = await MEET.run(this.client, [], [runId, TAG_TTL_MS, this.channel]);
    if (isNew === 1) this.#logger.log({ msg: 'cache begins anew on this server', runId });
  }
}

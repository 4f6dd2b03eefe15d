import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import { within } from '../../../shared/within.js';
import { currentContext } from '../../context/request-context.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { CacheConnection } from '../store/cache-connection.js';
import { keyTag } from '../near/near-cache.js';
import { BUMP, CLOCK, FORGET } from '../store/cache-scripts.js';
import { EVERYTHING, sortable, tagKey } from '../store/cache-tags.js';
import { TAG_TTL_MS } from '../store/cache-times.js';

const PATIENCE_MS = 250;
const STEP_MS = 25;
// Asked in a transaction, with rows locked; without an answer the new value is not left, which is all.
const CLOCK_MS = 100;
const RETRY_MS = 100;
const MAX_PENDING = 10_000;

/** Something was changed in the database. */
export interface Change {
  tags: readonly string[];
  /** At or behind the commit; without it nobody knows, and loads ask the primary. */
  position?: WalPosition;
  /** Makes doing it again harmless. */
  id?: string;
}

/**
 * Tells Redis what was changed. What Redis could not be told is told as soon as it is back; until then this process
 * does not believe what it reads there.
 */
@Injectable()
export class CacheChanges implements OnApplicationShutdown {
  readonly #logger = new Logger('Cache');
  #pending: Change[] = [];
  #timer?: NodeJS.Timeout;
  /** Since Redis did not take a change, until it takes one: others do not wait for it, one after the other. */
  #isDeaf = false;

  constructor(private readonly connection: CacheConnection) {}

  /** Whether Redis has yet to hear of something. */
  get isBehind(): boolean {
    return this.pending > 0;
  }

  /** Changes that Redis has yet to hear of. */
  get pending(): number {
    return this.#pending.length;
  }

  get channel(): string {
    return this.connection.channel;
  }

  /** Makes everything wrong that tells of these. Waits for Redis for a moment, and never rejects. */
  async tell(change: Change): Promise<void> {
    await this.attempt(change, (client) => this.#bump(client, change));
  }

  /** As `tell`, with a script of the caller's. */
  async attempt(change: Change, script: (client: CacheRedis) => Promise<unknown>): Promise<void> {
    if (change.tags.length === 0) return;
    if (this.#isDeaf) return this.#later(change);
    try {
      await within(PATIENCE_MS, this.#persist(script));
    } catch (error) {
      if (!this.#isDeaf) this.#logger.warn({ msg: 'cache Redis was not told of a change yet', err: error });
      this.#isDeaf = true;
      this.#later(change);
    }
  }

  /** The clock before a commit; undefined when Redis does not say it at once. */
  async clock(): Promise<string | undefined> {
    if (this.#isDeaf) return undefined;
    const ask = (client: CacheRedis) => CLOCK.run(client, [], []) as Promise<string>;
    return within(CLOCK_MS, this.connection.use(ask, CLOCK_MS)).catch(() => undefined);
  }

  /** Deletes one entry, which loses nothing: it is loaded again. Rejects while Redis is away. */
  async forget(key: string): Promise<boolean> {
    const args = [keyTag(key), this.connection.channel];
    const forget = this.connection.use((client) => FORGET.run(client, [key], args), PATIENCE_MS);
    return (await within(PATIENCE_MS, forget)) === 1;
  }

  /** For the relay, which tries again by itself. Rejects while Redis is away. */
  async insist(changes: readonly Change[]): Promise<void> {
    const patienceMs = 10 * PATIENCE_MS;
    const tell = (client: CacheRedis) => Promise.all(changes.map((change) => this.#bump(client, change)));
    await within(patienceMs, this.connection.use(tell, patienceMs));
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#timer);
    this.#pending = [];
  }

  /** A connection that broke may be there again at once, perhaps to another server. */
  async #persist(script: (client: CacheRedis) => Promise<unknown>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS - STEP_MS;
    for (;;)
      try {
        await this.connection.use(script, PATIENCE_MS);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(STEP_MS);
      }
  }

  #later(change: Change): void {
    this.#pending.push(change);
    // Another process may believe Redis still: whoever wrote reads past it, wherever their next request goes.
    currentContext()?.consistency.wrote(Promise.resolve(FURTHEST));
    if (this.#pending.length > MAX_PENDING) this.#pending = [{ tags: [EVERYTHING] }];
    this.#timer ??= setTimeout(() => void this.#again(), RETRY_MS).unref();
  }

  async #again(): Promise<void> {
    const changes = this.#pending.slice(0, 500);
    let pauseMs = 0;
    try {
      await this.insist(changes);
      this.#isDeaf = false;
      const told = new Set(changes);
      this.#pending = this.#pending.filter((change) => !told.has(change));
      if (!this.isBehind) this.#logger.log('cache Redis was told of all changes');
    } catch {
      // Said already.
      pauseMs = RETRY_MS;
    }
    this.#timer = this.isBehind ? setTimeout(() => void this.#again(), pauseMs).unref() : undefined;
  }

  #bump(client: CacheRedis, { tags, position = FURTHEST, id = '' }: Change): Promise<unknown> {
    const args = [sortable(position), TAG_TTL_MS, id, this.connection.channel];
    return BUMP.run(client, tags.map(tagKey), args);
  }
}

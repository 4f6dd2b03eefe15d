import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import { within } from '../../../shared/within.js';
import type { CacheRedis } from '../../redis/cache-client.js';
import { CacheConnection } from '../store/cache-connection.js';
import { keyTag } from '../near/near-cache.js';
import { BUMP, FORGET } from '../store/cache-scripts.js';
import { EVERYTHING, sortable, tagKey } from '../store/cache-tags.js';
import { TAG_TTL_MS } from '../store/cache-times.js';

const PATIENCE_MS = 250;
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
    try {
      await within(PATIENCE_MS, this.connection.use(script));
    } catch (error) {
      this.#later(change, error);
    }
  }

  /** Deletes one entry, which loses nothing: it is loaded again. Rejects while Redis is away. */
  async forget(key: string): Promise<boolean> {
    const args = [keyTag(key), this.connection.channel];
    const forget = this.connection.use((client) => FORGET.run(client, [key], args));
    return (await within(PATIENCE_MS, forget)) === 1;
  }

  /** For the relay, which tries again by itself. Rejects while Redis is away. */
  async insist(changes: readonly Change[]): Promise<void> {
    await within(
      10 * PATIENCE_MS,
      this.connection.use((client) => Promise.all(changes.map((change) => this.#bump(client, change)))),
    );
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#timer);
    this.#pending = [];
  }

  #later(change: Change, error: unknown): void {
    if (!this.isBehind) this.#logger.warn({ msg: 'cache Redis was not told of a change yet', err: error });
    this.#pending.push(change);
    if (this.#pending.length > MAX_PENDING) this.#pending = [{ tags: [EVERYTHING] }];
    this.#timer ??= setTimeout(() => void this.#again(), RETRY_MS).unref();
  }

  async #again(): Promise<void> {
    const changes = this.#pending.slice(0, 500);
    try {
      await this.insist(changes);
      const told = new Set(changes);
      this.#pending = this.#pending.filter((change) => !told.has(change));
      if (!this.isBehind) this.#logger.log('cache Redis was told of all changes');
    } catch {
      // Said already.
    }
    this.#timer = this.isBehind ? setTimeout(() => void this.#again(), RETRY_MS).unref() : undefined;
  }

  #bump(client: CacheRedis, { tags, position = FURTHEST, id = '' }: Change): Promise<unknown> {
    const args = [sortable(position), TAG_TTL_MS, id, this.connection.channel];
    return BUMP.run(client, tags.map(tagKey), args);
  }
}

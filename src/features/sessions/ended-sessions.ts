import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { CacheRedis } from '../../platform/redis/cache-client.js';
import { CACHE_REDIS } from '../../platform/redis/redis.module.js';
import { within } from '../../shared/within.js';
import { SessionsRepository } from './sessions.repository.js';

const ANSWER_TIMEOUT_MS = 250;

/**
 * Which sessions have ended while access tokens of theirs could still be valid, so that signing out takes effect at
 * once in every process. Kept in cache Redis for as long as such a token lives; while Redis is away the database is
 * asked. A token whose session cannot be asked about is refused.
 */
@Injectable()
export class EndedSessions {
  readonly #logger = new Logger(EndedSessions.name);

  constructor(
    @Inject(CACHE_REDIS) private readonly redis: CacheRedis,
    @Inject(CONFIG) private readonly config: Config,
    private readonly sessions: SessionsRepository,
  ) {}

  async add(ids: readonly string[]): Promise<void> {
    const { ttlSeconds } = this.config.accessTokens;
    const added = ids.map((id) => this.redis.set(key(id), '1', { EX: ttlSeconds }));
    await within(ANSWER_TIMEOUT_MS, Promise.all(added)).catch((error: unknown) => {
      // The sessions are over in the database; only access tokens that are out already live to their end.
      this.#logger.error({ msg: 'access tokens of ended sessions stay valid', ttlSeconds, err: error });
    });
  }

  async has(id: string): Promise<boolean> {
    try {
      return (await within(ANSWER_TIMEOUT_MS, this.redis.exists(key(id)))) === 1;
    } catch {
      return (await this.sessions.findLive(id)) === undefined;
    }
  }
}

function key(id: string): string {
  return `ended-session:${id}`;
}

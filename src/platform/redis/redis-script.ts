import { createHash } from 'node:crypto';
import type { RedisArgument } from 'redis';
import type { CacheRedis } from './cache-client.js';

/** A Lua script, which Redis runs as one step. It is sent once and called by its digest from then on. */
export class RedisScript {
  readonly #digest: string;

  constructor(private readonly source: string) {
    this.#digest = createHash('sha1').update(source).digest('hex');
  }

  /** Resolves with what the script returns; rejects at once while Redis is away. */
  async run(
    redis: Pick<CacheRedis, 'eval' | 'evalSha'>,
    keys: string[],
    args: readonly (RedisArgument | number)[],
  ): Promise<unknown> {
    const options = { keys, arguments: args.map((each) => (typeof each === 'number' ? String(each) : each)) };
    try {
      return await redis.evalSha(this.#digest, options);
    } catch (error) {
      // A Redis that was restarted knows no scripts.
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return redis.eval(this.source, options);
      throw error;
    }
  }
}

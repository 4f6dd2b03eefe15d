import { type Redis, type RedisOptions, type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

type ConnectToSentinel = (endpoint: object, options?: RedisOptions) => Redis;

// A `SUBSCRIBE` that is given up is not sent again, and the client would be deaf.
const LISTENING = { commandTimeout: undefined, maxRetriesPerRequest: null } satisfies RedisOptions;

/**
 * Finds the primary of a set, as ioredis does. When sentinels tell of another one while they are being asked, it asks
 * again: ioredis takes that for the end, and its client would never connect any more. And it never stops listening to
 * them: a sentinel may answer late, or be away for long.
 */
export class SentinelsConnector extends SentinelConnector {
  #isTold = false;
  #heard?: object;

  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
    const connect = this['connectToSentinel'] as ConnectToSentinel;
    this['connectToSentinel'] = (endpoint: object, options?: RedisOptions): Redis => {
      const client = connect.call(this, endpoint, options && { ...options, ...LISTENING });
      // Whoever asks learns of it by the answer, and who listens connects again.
      return client.on('error', () => {});
    };
  }

  override async connect(
    ...args: Parameters<SentinelConnector['connect']>
  ): ReturnType<SentinelConnector['connect']> {
    for (;;) {
      this.#isTold = false;
      try {
        return await super.connect(...args);
      } catch (error) {
        if (!this.#isTold) throw error;
      }
    }
  }

  /** Called by whoever closes the client, and once by each detector that was told. */
  override disconnect(): void {
    const detector = this['failoverDetector'] as { isDisconnected: boolean } | null;
    this.#isTold = detector?.isDisconnected === true && detector !== this.#heard;
    this.#heard = detector ?? undefined;
    super.disconnect();
  }
}

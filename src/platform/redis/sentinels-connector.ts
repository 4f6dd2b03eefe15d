import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

/**
 * Finds the primary of a set, as ioredis does. When sentinels tell of another one while they are being asked, it asks
 * again: ioredis takes that for the end, and its client would never connect any more.
 */
export class SentinelsConnector extends SentinelConnector {
  #isTold = false;
  #heard?: object;

  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
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

import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Outbox } from '../../outbox/outbox.js';
import { OutboxRelay } from '../../outbox/outbox-relay.js';
import { CacheChanges } from './cache-changes.js';
import { CACHE_QUEUE, changeOf } from './cache-outbox.js';

/** Tells Redis of the changes whose processes did not live to do so, and clears away those that were told. */
@Injectable()
export class CacheRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #relay: OutboxRelay;

  constructor(database: Database, outbox: Outbox, changes: CacheChanges) {
    // No hints: nearly all have been told already when they are found.
    this.#relay = new OutboxRelay(database, outbox, {
      what: 'changes of the cache',
      queues: [CACHE_QUEUE],
      deliver: (rows, position) => changes.insist(rows.map((row) => changeOf(row, position))),
    });
  }

  onApplicationBootstrap(): void {
    this.#relay.start();
  }

  /** Resolves when the batch in hand has been told. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#relay.stop();
  }
}

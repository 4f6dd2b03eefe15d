import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { Outbox } from '../../outbox/outbox.js';
import { OutboxRelay } from '../../outbox/outbox-relay.js';
import { QUEUES } from '../define-job.js';
import { JobQueues } from '../job-queues.js';

/** Runs a relay in every worker, whichever queues it takes. */
@Injectable()
export class RelayRunner implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #relay: OutboxRelay;

  constructor(database: Database, outbox: Outbox, cluster: DatabaseCluster, jobs: JobQueues) {
    this.#relay = new OutboxRelay(database, outbox, cluster, QUEUES, (rows, position) =>
      jobs.deliver(rows, position),
    );
  }

  onApplicationBootstrap(): void {
    this.#relay.start();
  }

  // Before the data source and the queues close: a batch in hand still needs them.
  async onModuleDestroy(): Promise<void> {
    await this.#relay.stop();
  }
}

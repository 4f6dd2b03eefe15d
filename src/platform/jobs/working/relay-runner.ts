import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { Outbox } from '../../outbox/outbox.js';
import { OutboxRelay } from '../../outbox/outbox-relay.js';
import { QUEUES } from '../define-job.js';
import { JobQueues } from '../job-queues.js';

/** Runs a relay in every worker, whichever queues it takes. */
@Injectable()
export class RelayRunner implements OnApplicationBootstrap {
  readonly #relay: OutboxRelay;

  constructor(database: Database, outbox: Outbox, cluster: DatabaseCluster, jobs: JobQueues) {
    this.#relay = new OutboxRelay(database, outbox, {
      what: 'jobs',
      queues: QUEUES,
      deliver: (rows, position) => jobs.deliver(rows, position),
      hints: cluster,
    });
  }

  onApplicationBootstrap(): void {
    this.#relay.start();
  }

  /** Resolves when the batch in hand has been moved. */
  async stop(): Promise<void> {
    await this.#relay.stop();
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import { currentContext } from '../../context/request-context.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { primaryPosition } from '../../database/nodes/primary-position.js';
import type { Transaction } from '../../database/transaction.js';
import { Outbox, type OutboxRow } from '../../outbox/outbox.js';
import type { Change } from './cache-changes.js';

/** Where changes of the cache stand in the outbox, beside the queues of jobs. */
export const CACHE_QUEUE = 'cache';

/** Changes as parts of transactions. What has been told at once is passed over by the relay, because of its id. */
@Injectable()
export class CacheOutbox {
  constructor(
    private readonly outbox: Outbox,
    private readonly cluster: DatabaseCluster,
  ) {}

  /** `tell` is called after the commit. Should this process die in between, a worker does it. */
  async add(
    tx: Transaction,
    tags: readonly string[],
    tell: (change: Change) => Promise<void>,
  ): Promise<void> {
    if (tags.length === 0) return;
    const id = randomUUID();
    const row = {
      id,
      queue: CACHE_QUEUE,
      name: 'cache.change',
      data: { tags },
      options: {},
      priority: 1,
      runAt: null,
    };
    await this.outbox.add(tx, [row], { isUrgent: false });
    tx.afterCommit(async () => tell({ tags, id, position: await this.positionNow() }));
  }

  /** Behind all commits of the running work, and of everybody who was told of theirs. */
  async positionNow(): Promise<WalPosition> {
    const consistency = currentContext()?.consistency;
    await consistency?.settle();
    return consistency?.written ?? primaryPosition(this.cluster).catch(() => FURTHEST);
  }
}

export function changeOf({ id, data }: OutboxRow, position: WalPosition | undefined): Change {
  return { id, position, tags: (data as { tags: string[] }).tags };
}

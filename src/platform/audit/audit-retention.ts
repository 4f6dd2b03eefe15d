import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { AuditLog } from './audit-log.js';

// Small enough that a batch is over long before a statement times out.
const BATCH = 5000;

/** Takes away what has been kept long enough. The only code that may delete from the audit log. */
@Injectable()
export class AuditRetention {
  constructor(
    private readonly database: Database,
    private readonly log: AuditLog,
  ) {}

  /**
   * Deletes what is older than so many days and returns how many events that were; recorded itself, when there were
   * any. The database refuses fewer than 30 days.
   */
  async prune(days: number): Promise<number> {
    let deleted = 0;
    for (let batch = BATCH; batch === BATCH; deleted += batch) {
      batch = await this.database.transaction('audit.prune', (tx) => pruneBatch(tx, days));
    }
    if (deleted > 0) await this.log.record({ action: 'audit.pruned', details: { deleted, days } });
    return deleted;
  }
}

async function pruneBatch(tx: Transaction, days: number): Promise<number> {
  await tx.manager.query(`SET LOCAL groundwork.audit_retention = 'on'`);
  const [, count] = await tx.manager.query<[unknown[], number]>(
    `DELETE FROM audit_events WHERE id IN (
       SELECT id FROM audit_events WHERE occurred_at < now() - make_interval(days => $1)
       ORDER BY occurred_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    [days],
  );
  return count;
}

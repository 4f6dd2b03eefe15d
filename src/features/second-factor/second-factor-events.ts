import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { type SecondFactorNotice, secondFactorNotice } from './second-factor-notice.job.js';

/** What happens to second factors is recorded, and the owner told by mail. */
@Injectable()
export class SecondFactorEvents {
  constructor(
    private readonly audit: AuditLog,
    private readonly jobs: JobQueues,
  ) {}

  async happened(
    tx: Transaction,
    event: SecondFactorNotice['event'],
    userId: number,
    by: 'owner' | 'operator' = 'owner',
  ): Promise<void> {
    // At sign-in nobody is signed in yet: the actor is who owns the factor.
    const actorId = by === 'owner' ? userId : undefined;
    await this.audit.record({ action: event, targetType: 'user', targetId: userId, actorId }, tx);
    await this.jobs.enqueue(tx, secondFactorNotice, { userId, event });
  }
}

import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler } from '../jobs/job-handler.js';
import { AuditRetention } from './audit-retention.js';
import { pruneAudit } from './prune-audit.job.js';

@JobHandler(pruneAudit)
export class PruneAuditHandler implements Handler<object> {
  constructor(
    private readonly retention: AuditRetention,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async handle(): Promise<void> {
    await this.retention.prune(this.config.audit.retentionDays);
  }
}

import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler } from '../jobs/job-handler.js';
import { pruneQueryLog } from './prune-query-log.job.js';
import { QueryLogRetention } from './query-log-retention.js';

@JobHandler(pruneQueryLog)
export class PruneQueryLogHandler implements Handler<object> {
  constructor(
    private readonly retention: QueryLogRetention,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async handle(): Promise<void> {
    await this.retention.prune(this.config.queryLog.retentionDays);
  }
}

import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { type Handler, JobHandler } from '../job-handler.js';
import { HistoryRetention } from './history-retention.js';
import { pruneHistory } from './prune-history.job.js';

@JobHandler(pruneHistory)
export class PruneHistoryHandler implements Handler<object> {
  constructor(
    private readonly retention: HistoryRetention,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async handle(): Promise<void> {
    await this.retention.prune(this.config.jobHistory.retentionDays);
  }
}

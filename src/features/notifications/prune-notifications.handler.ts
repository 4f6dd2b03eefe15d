import { Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { NotificationsRepository } from './notifications.repository.js';
import { pruneNotifications } from './prune-notifications.job.js';

const BATCH = 5_000;

@JobHandler(pruneNotifications)
export class PruneNotificationsHandler implements Handler<object> {
  constructor(
    private readonly notifications: NotificationsRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  // In small transactions: nobody waits for a large one, and a run that is cut short has done its part.
  async handle(): Promise<void> {
    const { retentionDays } = this.config.notifications;
    while ((await this.notifications.prune(retentionDays, BATCH)) === BATCH);
  }
}

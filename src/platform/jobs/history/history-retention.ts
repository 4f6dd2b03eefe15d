import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type DaysUpkeep, keepDays } from '../../database/days.js';

/** Drops the days of the history that have been kept long enough, and makes those to come. */
@Injectable()
export class HistoryRetention {
  constructor(private readonly database: Database) {}

  /** Keeps so many whole days and today. Throws `lock_timeout` when readers do not let go of it: run it again. */
  async prune(days: number): Promise<DaysUpkeep> {
    return this.database.transaction('job_history.prune', ({ manager }) =>
      keepDays(manager, 'job_history', days),
    );
  }
}

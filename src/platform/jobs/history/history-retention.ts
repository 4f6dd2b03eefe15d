import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

const DAYS_AHEAD = 7;

/** How many days of the history were dropped and made. */
export interface HistoryUpkeep {
  dropped: number;
  created: number;
}

/** Drops the days of the history that have been kept long enough, and makes those to come. */
@Injectable()
export class HistoryRetention {
  constructor(private readonly database: Database) {}

  /** Keeps so many whole days and today. Throws `lock_timeout` when readers do not let go of it: run it again. */
  async prune(days: number): Promise<HistoryUpkeep> {
    return this.database.transaction('job_history.prune', async ({ manager }) => {
      // Who writes or reads while a day is dropped waits behind this one.
      await manager.query(`SET LOCAL lock_timeout = '2s'`);
      const [counts] = await manager.query<HistoryUpkeep[]>(
        `SELECT create_job_history_days(today, today + ${DAYS_AHEAD}) AS created,
                drop_job_history_days(today - $1::integer) AS dropped
         FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS now`,
        [days],
      );
      return { dropped: 0, created: 0, ...counts };
    });
  }
}

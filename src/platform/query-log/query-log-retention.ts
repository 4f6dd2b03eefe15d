import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type DaysUpkeep, keepDays } from '../database/days.js';

/** How many days of the log were dropped and made, and how many shapes that nobody has used since were removed. */
export interface QueryLogUpkeep extends DaysUpkeep {
  forgotten: number;
}

/** Drops the days of the query log that have been kept long enough, and makes those to come. */
@Injectable()
export class QueryLogRetention {
  constructor(private readonly database: Database) {}

  /**
   * Keeps so many whole days and today. Throws `lock_timeout` when readers of the log do not let go of it: run it again.
   */
  async prune(days: number): Promise<QueryLogUpkeep> {
    return this.database.transaction('query_log.prune', async ({ manager }) => {
      const upkeep = await keepDays(manager, 'query_log', days);
      const [, forgotten] = await manager.query<[unknown[], number]>(
        `DELETE FROM query_shapes WHERE first_seen < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM query_log WHERE query_log.fingerprint = query_shapes.fingerprint)`,
        [days],
      );
      return { ...upkeep, forgotten };
    });
  }
}

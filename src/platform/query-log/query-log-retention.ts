import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

const DAYS_AHEAD = 7;

/** How many days of the log were dropped and made, and how many shapes that nobody has used since were removed. */
export interface QueryLogUpkeep {
  dropped: number;
  created: number;
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
      // Who writes or reads the log while a day is dropped waits behind this one.
      await manager.query(`SET LOCAL lock_timeout = '2s'`);
      await manager.query(`SET LOCAL statement_timeout = '60s'`);
      const [counts] = await manager.query<Omit<QueryLogUpkeep, 'forgotten'>[]>(
        `SELECT create_query_log_days(today, today + ${DAYS_AHEAD}) AS created,
                drop_query_log_days(today - $1::integer) AS dropped
         FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS now`,
        [days],
      );
      const [, forgotten] = await manager.query<[unknown[], number]>(
        `DELETE FROM query_shapes WHERE first_seen < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM query_log WHERE query_log.fingerprint = query_shapes.fingerprint)`,
        [days],
      );
      return { created: 0, dropped: 0, ...counts, forgotten };
    });
  }
}

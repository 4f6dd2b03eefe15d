import type { EntityManager } from 'typeorm';
import type { StatementClient } from './statement-client.js';

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 7;

/**
 * The days of a table that is partitioned by day, for one that writes to it. Migrations give such a table the functions
 * `create_<table>_days(first, last)` and `drop_<table>_days(before)`, which return how many they made or dropped.
 */
export class Days {
  /** Those that have a partition for certain, by their number since 1970. */
  #known = { first: Infinity, last: -Infinity };

  constructor(private readonly table: string) {}

  /**
   * Makes the days from that of `oldest` (milliseconds since 1970) to tomorrow, so that midnight is like any other time.
   * Returns whether some may have been missing.
   */
  async have(client: StatementClient, oldest: number): Promise<boolean> {
    const first = Math.floor(oldest / DAY_MS);
    const last = Math.floor(Date.now() / DAY_MS) + 1;
    if (first >= this.#known.first && last <= this.#known.last) return false;
    await client.ask(`SELECT create_${this.table}_days($1::date, $2::date)`, undefined, [
      dateOf(first),
      dateOf(last),
    ]);
    this.#known = { first, last };
    return true;
  }

  /** For when a write failed: somebody may have dropped one. */
  forget(): void {
    this.#known = { first: Infinity, last: -Infinity };
  }
}

/** How many days of a table were dropped and made. */
export interface DaysUpkeep {
  dropped: number;
  created: number;
}

/**
 * In a transaction: drops the days before the last `keep` whole ones, and makes those of the coming week. Throws
 * `lock_timeout` when readers do not let go of the table: run it again.
 */
export async function keepDays(manager: EntityManager, table: string, keep: number): Promise<DaysUpkeep> {
  // Who writes or reads while a day is dropped waits behind this one.
  await manager.query(`SET LOCAL lock_timeout = '2s'`);
  await manager.query(`SET LOCAL statement_timeout = '60s'`);
  const [counts] = await manager.query<DaysUpkeep[]>(
    `SELECT create_${table}_days(today, today + ${DAYS_AHEAD}) AS created,
            drop_${table}_days(today - $1::integer) AS dropped
     FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS now`,
    [keep],
  );
  return { dropped: 0, created: 0, ...counts };
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

import type { StatementClient } from '../database/statement-client.js';
import type { QueryLogEntry, QueryShape } from './query-log-entry.js';

// Nobody waits for the disk on account of the log: what a crash of the server takes is its last moment.
const INSERT_ENTRIES = `
  INSERT INTO query_log
    (occurred_at, duration_ms, weight, rows, failed, fingerprint, node, role, origin, request_id)
  SELECT to_timestamp(at / 1000), duration_ms, weight, rows, failed, fingerprint, node, role, origin, request_id
  FROM unnest($1::float8[], $2::real[], $3::real[], $4::integer[], $5::boolean[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[])
         AS entry (at, duration_ms, weight, rows, failed, fingerprint, node, role, origin, request_id),
       (SELECT set_config('synchronous_commit', 'off', true)) AS settings`;

const INSERT_SHAPES = `
  INSERT INTO query_shapes (fingerprint, shape, statement)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`;

const CREATE_DAYS = 'SELECT create_query_log_days($1::date, $2::date)';

const ENTRY_COLUMNS = [
  'at',
  'durationMs',
  'weight',
  'rows',
  'failed',
  'fingerprint',
  'node',
  'role',
  'origin',
  'requestId',
] as const satisfies (keyof QueryLogEntry)[];
const SHAPE_COLUMNS = ['fingerprint', 'shape', 'statement'] as const satisfies (keyof QueryShape)[];

const DAY_MS = 86_400_000;

/** Writes to the query log, and sees to the partitions that this takes. */
export class QueryLogTable {
  /** The days, by their number since 1970, that have a partition for certain. */
  #days = { first: Infinity, last: -Infinity };

  /** Returns whether a new day has begun. */
  async write(
    client: StatementClient,
    entries: readonly QueryLogEntry[],
    shapes: readonly QueryShape[],
  ): Promise<boolean> {
    try {
      const newDay = await this.#createDays(client, entries);
      if (shapes.length > 0) await client.ask(INSERT_SHAPES, undefined, columnsOf(shapes, SHAPE_COLUMNS));
      await client.ask(INSERT_ENTRIES, 'gw_query_log', columnsOf(entries, ENTRY_COLUMNS));
      return newDay;
    } catch (error) {
      this.#days = { first: Infinity, last: -Infinity };
      throw error;
    }
  }

  // The days of the entries and the next one, so that midnight is like any other time.
  async #createDays(client: StatementClient, [oldest]: readonly QueryLogEntry[]): Promise<boolean> {
    const first = Math.floor((oldest?.at ?? Date.now()) / DAY_MS);
    const last = Math.floor(Date.now() / DAY_MS) + 1;
    if (first >= this.#days.first && last <= this.#days.last) return false;
    await client.ask(CREATE_DAYS, undefined, [dateOf(first), dateOf(last)]);
    this.#days = { first, last };
    return true;
  }
}

/** One list for each column, so that a statement is the same for any number of rows, and prepared once. */
function columnsOf<Row extends object>(rows: readonly Row[], names: readonly (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name] ?? null));
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

import { Days } from '../database/days.js';
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

/** Writes to the query log, and sees to the partitions that this takes. */
export class QueryLogTable {
  readonly #days = new Days('query_log');

  /** Returns whether a new day has begun. */
  async write(
    client: StatementClient,
    entries: readonly QueryLogEntry[],
    shapes: readonly QueryShape[],
  ): Promise<boolean> {
    try {
      const newDay = await this.#days.have(client, entries[0]?.at ?? Date.now());
      if (shapes.length > 0) await client.ask(INSERT_SHAPES, undefined, columnsOf(shapes, SHAPE_COLUMNS));
      await client.ask(INSERT_ENTRIES, 'gw_query_log', columnsOf(entries, ENTRY_COLUMNS));
      return newDay;
    } catch (error) {
      this.#days.forget();
      throw error;
    }
  }
}

/** One list for each column, so that a statement is the same for any number of rows, and prepared once. */
function columnsOf<Row extends object>(rows: readonly Row[], names: readonly (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name] ?? null));
}

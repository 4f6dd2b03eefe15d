import { Days } from '../../database/days.js';
import type { StatementClient } from '../../database/statement-client.js';
import type { JobHistoryEntry } from './job-history-entry.js';

// Nobody waits for the disk on account of the history: what a crash of the server takes, the sweep adds again.
const INSERT = `
  INSERT INTO job_history
    (finished_at, queue, name, job_id, user_id, enqueued_at, wait_ms, run_ms, attempts, outcome, reason, worker)
  SELECT to_timestamp(finished_at / 1000), queue, name, job_id, user_id, to_timestamp(enqueued_at / 1000),
         wait_ms, run_ms, attempts, outcome, reason, worker
  FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::float8[], $7::integer[],
              $8::integer[], $9::integer[], $10::text[], $11::text[], $12::text[])
         AS entry (finished_at, queue, name, job_id, user_id, enqueued_at, wait_ms, run_ms, attempts, outcome, reason,
                   worker),
       (SELECT set_config('synchronous_commit', 'off', true)) AS settings
  ON CONFLICT DO NOTHING`;

const COLUMNS = [
  'finishedAt',
  'queue',
  'name',
  'jobId',
  'userId',
  'enqueuedAt',
  'waitMs',
  'runMs',
  'attempts',
  'outcome',
  'reason',
  'worker',
] as const satisfies (keyof JobHistoryEntry)[];

/** Writes to the history, and sees to the partitions that this takes. */
export class JobHistoryTable {
  readonly #days = new Days('job_history');

  /** Adds what is not there yet. */
  async write(client: StatementClient, entries: readonly JobHistoryEntry[]): Promise<void> {
    try {
      const oldest = entries.reduce((least, { finishedAt }) => Math.min(least, finishedAt), Date.now());
      await this.#days.have(client, oldest);
      const columns = COLUMNS.map((name) => arrayLiteral(entries, name));
      await client.ask(INSERT, 'gw_job_history', columns);
    } catch (error) {
      this.#days.forget();
      throw error;
    }
  }
}

/** The values as PostgreSQL reads an array: the driver's own way looks at each for what it might be. */
function arrayLiteral(entries: readonly JobHistoryEntry[], name: keyof JobHistoryEntry): string {
  let text = '{';
  for (const { [name]: value } of entries) {
    if (text.length > 1) text += ',';
    // What was read from JSON may have nulls.
    if ((value ?? undefined) === undefined) text += 'NULL';
    else text += typeof value === 'number' ? value : quoted(String(value));
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return `"${SPECIAL.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text}"`;
}

const SPECIAL = /["\\]/;

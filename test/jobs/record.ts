import pg from 'pg';

/**
 * What the drills look at. `runs` has a row for every time that a handler was begun, `effects` one for every job that
 * took effect, however often it ran; `tally` is what those effects add up to.
 */
export const RECORD_TABLES = `
  CREATE TABLE test_runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id text NOT NULL,
    name text NOT NULL,
    worker integer NOT NULL,
    attempt integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    outcome text
  );
  CREATE TABLE test_effects (job_id text PRIMARY KEY, worker integer NOT NULL);
  CREATE TABLE test_tally (part integer PRIMARY KEY, total integer NOT NULL);
  INSERT INTO test_tally SELECT part, 0 FROM generate_series(0, 15) AS part;
  CREATE TABLE test_released (key text PRIMARY KEY)`;

export interface Run {
  job_id: string;
  name: string;
  /** Its process. */
  worker: number;
  attempt: number;
  started_at: Date;
  ended_at: Date | null;
  /** `done`, the message of what was thrown, or why its signal was aborted. */
  outcome: string | null;
}

/** Keeps the record from inside a worker, by connections of its own: what stops a job does not stop its record. */
export class WorkRecord {
  readonly #pool: pg.Pool;

  constructor(connectionString: string | undefined) {
    this.#pool = new pg.Pool({ connectionString, max: 4 });
    // The database goes before a worker that was stopped by SIGSTOP.
    this.#pool.on('error', () => {});
  }

  async begin(jobId: string, name: string, attempt: number): Promise<string> {
    const sql = 'INSERT INTO test_runs (job_id, name, worker, attempt) VALUES ($1, $2, $3, $4) RETURNING id';
    const { rows } = await this.#pool.query<{ id: string }>(sql, [jobId, name, process.pid, attempt]);
    return rows[0]?.id ?? '';
  }

  async end(run: string, outcome: string): Promise<void> {
    const sql = 'UPDATE test_runs SET ended_at = clock_timestamp(), outcome = $2 WHERE id = $1';
    await this.#pool.query(sql, [run, outcome]);
  }

  /** Idempotent, as handlers have to be: the second time does nothing. */
  async takeEffect(jobId: string): Promise<void> {
    await this.#pool.query(
      `WITH new AS (
         INSERT INTO test_effects (job_id, worker) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1
       ) UPDATE test_tally SET total = total + 1
         WHERE part = abs(hashtext($1)) % 16 AND EXISTS (SELECT FROM new)`,
      [jobId, process.pid],
    );
  }

  async isReleased(key: string | undefined): Promise<boolean> {
    const { rowCount } = await this.#pool.query('SELECT FROM test_released WHERE key = $1', [key]);
    return (rowCount ?? 0) > 0;
  }
}

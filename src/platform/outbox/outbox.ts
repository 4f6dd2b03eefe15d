import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WalPosition } from '../../shared/wal-position.js';
import { within } from '../../shared/within.js';
import { runDetached } from '../context/request-context.js';
import { POSITION_SQL, readPosition } from '../database/log-position.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import type { Transaction } from '../database/transaction.js';

/** The channel on which relays hear that there is something to move. */
export const OUTBOX_CHANNEL = 'outbox';

/** A job that has been decided on in a transaction, and not been handed to its queue yet. */
export interface OutboxRow {
  id: string;
  queue: string;
  name: string;
  data: object;
  /** How the queue is to treat it; whoever hands it over understands them. */
  options: object;
  /** 1 is the most urgent. */
  priority: number;
  /** Not before. */
  runAt: Date | null;
  createdAt: Date;
}

const COLUMNS = `id, queue, name, data, options, priority, run_at AS "runAt", created_at AS "createdAt"`;

// A hint that a crash swallows costs a pause, so its commit need not wait for the disk.
const HINT = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${OUTBOX_CHANNEL}', '')`;

const LAST_HINT_MS = 1000;

/** Jobs that stand in the same transaction as the reason for them, so that there is never one without the other. */
@Injectable()
export class Outbox {
  readonly #logger = new Logger('Outbox');
  #isDue = false;
  #telling?: Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    cluster: DatabaseCluster,
  ) {
    // A process that has nothing more to do may end at once, and not wait for a database that is away.
    cluster.beforeStop(() => within(LAST_HINT_MS, Promise.resolve(this.#telling)).catch(() => {}));
  }

  /**
   * Adds rows in one statement.
   *
   * @param isUrgent whether relays are told at once; else they find them when they look next, within a second or so
   */
  async add(
    tx: Transaction,
    rows: readonly Omit<OutboxRow, 'createdAt'>[],
    { isUrgent = true } = {},
  ): Promise<void> {
    await tx.manager.query(
      `INSERT INTO outbox (id, queue, name, data, options, priority, run_at)
       SELECT id, queue, name, data, options, priority, "runAt"
       FROM jsonb_to_recordset($1::jsonb)
         AS row(id uuid, queue text, name text, data jsonb, options jsonb, priority integer, "runAt" timestamptz)`,
      [JSON.stringify(rows)],
    );
    if (isUrgent) tx.afterCommit(async () => runDetached(() => this.#hint()));
  }

  /** A row that has not been handed over yet. Asks the primary. */
  async find(id: string): Promise<OutboxRow | undefined> {
    const [row] = await this.dataSource.query<OutboxRow[]>(`SELECT ${COLUMNS} FROM outbox WHERE id = $1`, [
      id,
    ]);
    return row;
  }

  /** Takes a row back; undefined when it has been handed over, or never was there. */
  async withdraw(id: string): Promise<OutboxRow | undefined> {
    const [rows] = await this.dataSource.query<[OutboxRow[], number]>(
      `DELETE FROM outbox WHERE id = $1 RETURNING ${COLUMNS}`,
      [id],
    );
    return rows[0];
  }

  /**
   * Takes up to `limit` rows of these queues out, the most urgent and oldest first; with a position of the log behind
   * all that they were decided on. Other relays pass over them. They are back if the transaction does not commit.
   */
  async take(
    tx: Transaction,
    queues: readonly string[],
    limit: number,
  ): Promise<{ rows: OutboxRow[]; position?: WalPosition }> {
    const taken = await tx.manager.query<(OutboxRow & { sequence: number })[]>(
      `WITH taken AS (
         DELETE FROM outbox WHERE id IN (
           SELECT id FROM outbox WHERE queue = ANY($1) ORDER BY priority, sequence LIMIT $2 FOR UPDATE SKIP LOCKED
         ) RETURNING *
       ) SELECT ${COLUMNS} FROM taken ORDER BY priority, sequence`,
      [queues, limit],
    );
    if (taken.length === 0) return { rows: [] };
    const [row] = await tx.manager.query<unknown[]>(POSITION_SQL);
    return { rows: taken, position: readPosition(row) };
  }

  // Not inside the transaction: whoever commits with a NOTIFY waits for all others who do. One at a time, because one
  // is enough for all that is committed before it begins; a lost one costs a relay's pause.
  #hint(): void {
    this.#isDue = true;
    this.#telling ??= this.#tell();
  }

  async #tell(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.dataSource.query(HINT).catch((err: unknown) => {
        this.#logger.warn({ msg: 'no relay was told of a job', err });
      });
    }
    this.#telling = undefined;
  }
}

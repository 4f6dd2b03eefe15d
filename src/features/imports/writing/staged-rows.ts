import { copyInto } from '../../../platform/database/copying/copy-into.js';
import { rowOffsets } from '../../../platform/database/copying/copy-text.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import type { RowBatch } from '../rows/row-batch.js';
import { faultOf, type FoundFault, isRowError } from './row-faults.js';
import { STAGING, type TargetSql } from './target-sql.js';

/** `COPY table, line 12, column name: …`, as servers say it that speak English. */
const LINE = /^COPY \S+, line (\d+)/;

/** Rows of a batch in the staging table. Those that it does not take are among the faults. */
export class StagedRows {
  /** By index in the batch. */
  readonly faults = new Map<number, FoundFault>();
  /** `n` of those that it had, and that were refused later. */
  readonly refused: number[] = [];
  /** Of the rows that it has: index in the batch, in the order of `n`. */
  readonly #indexes: number[] = [];
  /** Their `n`, where it is not simply the place among them. */
  #numbers?: number[];

  private constructor(
    private readonly tx: Transaction,
    private readonly sql: TargetSql,
  ) {}

  static async load(tx: Transaction, sql: TargetSql, batch: RowBatch): Promise<StagedRows> {
    const staged = new StagedRows(tx, sql);
    await tx.manager.query(sql.createStaging);
    await tx.manager.query('SAVEPOINT staging');
    await staged.#load(batch.copy, rowOffsets(batch.copy), 0, batch.rows.length);
    if (staged.faults.size > 0) await staged.#renumber();
    return staged;
  }

  get count(): number {
    return this.#indexes.length;
  }

  /** `n` of the row at a place among them. */
  numberAt(place: number): number {
    return this.#numbers?.[place] ?? place + 1;
  }

  /** Notes what is wrong with a row, by its `n`. */
  refuse(n: number, fault: FoundFault): void {
    const place = this.#numbers ? this.#numbers.indexOf(n) : n - 1;
    this.refused.push(n);
    this.faults.set(this.#indexes[place] ?? -1, fault);
  }

  /** Rows from one index to before another. When one of them is refused, those before it and behind it are tried apart. */
  async #load(copy: Uint8Array, offsets: number[], from: number, to: number): Promise<void> {
    if (from === to) return;
    const { manager } = this.tx;
    try {
      await copyInto(this.tx, STAGING, this.sql.columns, copy.subarray(offsets[from], offsets[to]));
      await manager.query('SAVEPOINT staging');
      for (let index = from; index < to; index += 1) this.#indexes.push(index);
    } catch (error) {
      if (!isRowError(error)) throw error;
      await manager.query('ROLLBACK TO SAVEPOINT staging');
      if (to - from === 1) return void this.faults.set(from, faultOf(error, this.sql.fields));
      const wrong = from + (wrongLine(error) ?? 0) - 1;
      const isNamed = wrong >= from && wrong < to;
      const parts = isNamed ? [from, wrong, wrong + 1, to] : [from, (from + to) >> 1, to];
      for (const [place, part] of parts.slice(0, -1).entries())
        await this.#load(copy, offsets, part, parts[place + 1] ?? to);
    }
  }

  // Numbers were used up by rows that were refused.
  async #renumber(): Promise<void> {
    const [row] = await this.tx.manager.query<{ numbers: number[] | null }[]>(
      `SELECT array_agg(n ORDER BY n) AS numbers FROM ${STAGING}`,
    );
    this.#numbers = row?.numbers ?? [];
  }
}

function wrongLine(error: unknown): number | undefined {
  const [, line] = LINE.exec(String((error as { where?: unknown }).where)) ?? [];
  return line === undefined ? undefined : Number(line);
}

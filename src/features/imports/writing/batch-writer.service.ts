import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import PQueue from 'p-queue';
import { CONFIG, type Config } from '../../../config/config.js';
import { copyInto } from '../../../platform/database/copying/copy-into.js';
import { Database } from '../../../platform/database/database.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import { Events } from '../../../platform/events/events.js';
import { freeAtOnce } from '../../../shared/free-at-once.js';
import { InvitationsService } from '../../invitations/invitations.service.js';
import { ImportRejects } from '../rejects/import-rejects.repository.js';
import { rejectLine } from '../rejects/reject-line.js';
import type { RowBatch } from '../rows/row-batch.js';
import { recallDryRows, rememberDryRows } from './dry-rows.js';
import type { ImportPlan } from './import-plan.js';
import { type Merged, mergeRows } from './merge-rows.js';
import { isRowError, rowFault } from './row-faults.js';
import { StagedRows } from './staged-rows.js';

/** More than a batch is to take by far: what is worth a slow machine's while is not given up. */
const STATEMENT_MS = 60_000;

/** What has become of the rows of a batch. */
export interface BatchCounts {
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
  /** 1 when it failed as a whole, and was done again row by row where need be. */
  retried: number;
}

export interface BatchSource {
  originals(batch: RowBatch, indexes: readonly number[]): Promise<string[][]>;
}

/** Writes batches of rows into the tables of their targets: each in a transaction of its own, all of it or nothing. */
@Injectable()
export class BatchWriter {
  readonly #connections: PQueue;

  constructor(
    private readonly database: Database,
    private readonly rejects: ImportRejects,
    private readonly invitations: InvitationsService,
    private readonly events: Events,
    @Inject(CONFIG) config: Config,
  ) {
    // However many imports run here: the other half is for all else.
    this.#connections = new PQueue({ concurrency: Math.max(1, config.database.poolMax >> 1) });
  }

  /**
   * @param isStaged whether it goes by the staging table at once, because others had to
   * @param checkpoint is called in the same transaction
   */
  async write(
    plan: ImportPlan,
    batch: RowBatch,
    source: BatchSource,
    isStaged: boolean,
    checkpoint: (tx: Transaction, counts: BatchCounts) => Promise<void>,
  ): Promise<BatchCounts> {
    const write = (straight: boolean) =>
      this.#transaction(async (tx) => {
        const counts = await (straight ? this.#copy(tx, plan, batch) : this.#merge(tx, plan, batch, source));
        await this.#tell(tx, plan, counts);
        await this.rejects.add(tx, batch.rejects.copy);
        counts.rejected += batch.rejects.count;
        if (plan.isPlain && !straight && !isStaged) counts.retried = 1;
        await checkpoint(tx, counts);
        return counts;
      });
    if (isStaged || !plan.isPlain) return write(false);
    return write(true).catch((error: unknown) => {
      if (isRowError(error)) return write(false);
      throw error;
    });
  }

  async #tell(tx: Transaction, { target, options }: ImportPlan, counts: BatchCounts): Promise<void> {
    const { inserted, updated } = counts;
    if (options.dryRun || inserted + updated === 0) return;
    await this.events.publish(tx, target.imported, { updated: updated > 0 });
  }

  #transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    // Who waits is let in by whoever goes, and must not become a part of their job.
    const asCaller = AsyncLocalStorage.snapshot();
    return this.#connections.add(() =>
      asCaller(() =>
        this.database.transaction('import.batch', async (tx) => {
          await tx.manager.query(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
          return work(tx);
        }),
      ),
    );
  }

  async #copy(tx: Transaction, { target, sql }: ImportPlan, { copy, rows }: RowBatch): Promise<BatchCounts> {
    if (rows.length > 0) await copyInto(tx, target.table, sql.columns, copy);
    return { inserted: rows.length, updated: 0, skipped: 0, rejected: 0, retried: 0 };
  }

  async #merge(
    tx: Transaction,
    plan: ImportPlan,
    batch: RowBatch,
    source: BatchSource,
  ): Promise<BatchCounts> {
    if (batch.rows.length === 0) return { inserted: 0, updated: 0, skipped: 0, rejected: 0, retried: 0 };
    const staged = await StagedRows.load(tx, plan.sql, batch);
    const { ids, ...merged } = await (plan.options.dryRun
      ? tryRows(tx, plan, staged)
      : mergeRows(tx, plan, staged));
    if (plan.options.invite) await this.invitations.inviteAll(tx, ids);
    const refused = await refusedRows(plan, batch, staged, source);
    await this.rejects.add(tx, refused);
    freeAtOnce(refused.buffer);
    return { ...merged, rejected: staged.faults.size, retried: 0 };
  }
}

/** As `mergeRows`, and then all is as it was, but for what later rows need to know. */
async function tryRows(tx: Transaction, plan: ImportPlan, staged: StagedRows): Promise<Merged> {
  await tx.manager.query('SAVEPOINT dry');
  await recallDryRows(tx, plan);
  const merged = await mergeRows(tx, plan, staged);
  await tx.manager.query('ROLLBACK TO SAVEPOINT dry');
  await rememberDryRows(tx, plan, staged.refused);
  return { ...merged, ids: [] };
}

async function refusedRows(
  { importId, options }: ImportPlan,
  batch: RowBatch,
  { faults }: StagedRows,
  source: BatchSource,
): Promise<Uint8Array> {
  if (faults.size === 0) return new Uint8Array();
  const refused = [...faults].sort(([one], [other]) => one - other);
  const originals = await source.originals(
    batch,
    refused.map(([index]) => index),
  );
  const lines = refused.map(([index, fault], place) => {
    const fields = originals[place] ?? [];
    const [row = 0, line = 0] = [batch.rows[index], batch.lines[index]];
    return rejectLine(importId, { row, line, fields, faults: [rowFault(fault, options, fields)] });
  });
  return new TextEncoder().encode(lines.join(''));
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { Database } from '../../../platform/database/database.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import { ImportLane } from '../import-lane.entity.js';
import { forgetRows } from '../forget-rows.js';
import type { ImportState } from '../import-state.js';
import { Import } from '../import.entity.js';
import type { LanePosition } from '../rows/row-batch.js';
import type { BatchCounts } from '../writing/batch-writer.service.js';
import { type ImportFailure, Overtaken } from './import-failure.js';

/** An import that a run has taken: until another one takes it, nobody else changes how far it is. */
export interface Claim {
  /** Its `epoch` is that of this run. */
  import: Import;
  lanes: ImportLane[];
}

/** What a run has cost since it was last noted. */
export interface RunCosts {
  activeMs: number;
  peakBytes: number;
}

const OF_CLAIM = `id = $1 AND epoch = $2 AND state = 'running'`;

/** Who is at work on an import, and how far they are. */
@Injectable()
export class ImportClaims {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    @InjectRepository(Import) private readonly imports: Repository<Import>,
  ) {}

  /**
   * Takes an import; whoever had it can write no more. Waits for what they are just committing, so that the lanes are as
   * they left them. Undefined when it is not to run: it is paused, over, or gone.
   */
  claim(id: string): Promise<Claim | undefined> {
    return this.database.transaction('import.claim', async (tx) => {
      const [, taken] = await tx.manager.query<[unknown, number]>(
        `UPDATE imports SET state = 'running', epoch = epoch + 1, started_at = coalesce(started_at, now()),
           finished_at = NULL, reason = NULL, message = NULL
         WHERE id = $1 AND state IN ('queued', 'running')`,
        [id],
      );
      if (taken === 0) return undefined;
      const claimed = await tx.repository(Import).findOneByOrFail({ id });
      const lanes = await tx.repository(ImportLane).find({ where: { importId: id }, order: { lane: 'ASC' } });
      return { import: claimed, lanes };
    });
  }

  /**
   * Notes how far a lane is, in the transaction of the batch. Until it has committed, nobody can pause, cancel or take
   * over the import; what was paused, cancelled or taken over before gets no further row. Throws Overtaken.
   */
  async checkpoint(
    tx: Transaction,
    { import: { id, epoch } }: Claim,
    lane: ImportLane,
    end: LanePosition & { finished: boolean },
    counts: BatchCounts,
  ): Promise<void> {
    const { inserted, updated, skipped, rejected, retried } = counts;
    const [, noted] = await tx.manager.query<[unknown, number]>(
      `WITH mine AS (SELECT FROM imports WHERE ${OF_CLAIM} FOR SHARE)
       UPDATE import_lanes SET byte = $5, line = $6, row = $7, done_row = $8, finished = $9,
         inserted = inserted + $10, updated = updated + $11, skipped = skipped + $12, rejected = rejected + $13,
         batches = batches + 1, retried = retried + $14
       FROM mine WHERE import_id = $1 AND lane = $3 AND done_row = $4 AND NOT finished`,
      [id, epoch, lane.lane, lane.doneRow, end.byte, end.line, end.row, end.doneRow, end.finished].concat([
        ...[inserted, updated, skipped, rejected, retried],
      ]),
    );
    if (noted !== 1) throw new Overtaken();
  }

  async note({ import: { id, epoch } }: Claim, { activeMs, peakBytes }: RunCosts): Promise<void> {
    await this.imports.query(
      `UPDATE imports SET active_ms = active_ms + $3, peak_bytes = greatest(peak_bytes, $4) WHERE ${OF_CLAIM}`,
      [id, epoch, Math.round(activeMs), peakBytes],
    );
  }

  /** Whether another import could be at work if this one was not. */
  async othersWait({ import: { id } }: Claim): Promise<boolean> {
    const [row] = await this.imports.query<{ waits: boolean }[]>(
      `SELECT EXISTS (SELECT FROM imports WHERE state = 'queued' AND id <> $1) AS waits`,
      [id],
    );
    return row?.waits ?? false;
  }

  /** Gives others their turn. Does nothing when it is not this run's any more. */
  async release({ import: { id, epoch } }: Claim): Promise<void> {
    await this.imports.update({ id, epoch, state: 'running' }, { state: 'queued' });
  }

  /** It has come to its end. False when it is not this run's any more. */
  complete({ import: { id, epoch, userId } }: Claim): Promise<boolean> {
    return this.database.transaction('import.complete', async (tx) => {
      const to = { state: 'completed', finishedAt: () => 'now()' } as const;
      const { affected } = await tx.repository(Import).update({ id, epoch, state: 'running' }, to);
      if (affected !== 1) return false;
      const [counts] = await tx.manager.query<Record<string, number>[]>(COUNTS, [id]);
      const target = { targetType: 'import', targetId: id, actorId: userId ?? undefined };
      await this.audit.record({ action: 'import.completed', ...target, details: counts }, tx);
      return true;
    });
  }

  /** It cannot go on before somebody resumes it. Does nothing when it is not open any more, or is another run's. */
  fail(id: string, epoch: number | undefined, { reason, message }: ImportFailure): Promise<boolean> {
    return this.database.transaction('import.fail', async (tx) => {
      const open: ImportState[] = ['queued', 'running'];
      const [rows, failed] = await tx.manager.query<[{ user_id: number | null }[], number]>(
        `UPDATE imports SET state = 'failed', reason = $3, message = $4, finished_at = now()
         WHERE id = $1 AND epoch = coalesce($2, epoch) AND state = ANY ($5) RETURNING user_id`,
        [id, epoch, reason, message, open],
      );
      if (failed === 0) return false;
      const target = { targetType: 'import', targetId: id, actorId: rows[0]?.user_id ?? undefined };
      await this.audit.record({ action: 'import.failed', ...target, details: { reason } }, tx);
      return true;
    });
  }

  /** How it stands, whoever has it. */
  async look(id: string): Promise<Pick<Import, 'state' | 'epoch'> | undefined> {
    const [row] = await this.imports.query<Pick<Import, 'state' | 'epoch'>[]>(
      'SELECT state, epoch FROM imports WHERE id = $1',
      [id],
    );
    return row;
  }

  /** Forgets what a dry run had to remember. */
  async forgetDryRows(id: string): Promise<void> {
    await forgetRows(this.imports, 'import_dry_rows', id);
  }
}

const COUNTS = `
  SELECT sum(inserted)::bigint AS inserted, sum(updated)::bigint AS updated, sum(skipped)::bigint AS skipped,
    sum(rejected)::bigint AS rejected
  FROM import_lanes WHERE import_id = $1`;

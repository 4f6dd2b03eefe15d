import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { readPrimary } from '../../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../../platform/database/transaction.js';
import { JobQueues } from '../../../platform/jobs/job-queues.js';
import { Signals } from '../../../platform/signals/signals.js';
import type { Import } from '../import.entity.js';
import { ImportsRepository } from '../imports.repository.js';
import { importChanged } from '../runs/import-changed.signal.js';
import { runImport } from './run-import.job.js';

/**
 * Whose turn it is. An import knows the one job that does its next portion; a job that an import does not know any more
 * does nothing, so that however often one is paused and resumed, one job at a time takes it forward.
 */
@Injectable()
export class ImportTurns {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly jobs: JobQueues,
    private readonly signals: Signals,
  ) {}

  /** Sees to it that a worker goes on with an import. */
  async enqueue(tx: Transaction, importId: string): Promise<void> {
    const jobId = await this.jobs.enqueue(tx, runImport, { importId });
    await this.imports.set(tx, importId, { jobId });
  }

  /** Whether this job is to take the import forward. */
  async isDue(importId: string, jobId: string): Promise<boolean> {
    const found = await readPrimary(() => this.imports.find(importId));
    return found !== undefined && isOpen(found) && found.jobId === jobId;
  }

  /** The turn after that of `jobId`; null where no job was to run it. */
  async next(importId: string, jobId: string | null): Promise<void> {
    await this.#after(importId, jobId, (tx) => this.enqueue(tx, importId));
  }

  /** Somebody has cancelled its job: the import waits until it is resumed. */
  async suspend(importId: string, jobId: string): Promise<void> {
    const message = 'Its job was cancelled. Resume the import to go on.';
    await this.#after(importId, jobId, (tx) =>
      this.imports.set(tx, importId, { state: 'paused', reason: 'job_cancelled', message }),
    );
  }

  /** Its job has failed, and could not say so itself: it is to be resumed. */
  async fail(importId: string, jobId: string, reason: string): Promise<void> {
    const message = `Its job has failed: ${reason}.`;
    await this.#after(importId, jobId, (tx) =>
      this.imports.set(tx, importId, { state: 'failed', reason, message, finishedAt: new Date() }),
    );
  }

  /** Tells those who follow the import, after the transaction. */
  announce(tx: Transaction, importId: string): void {
    tx.afterCommit(() => this.signals.tell(importChanged, { importId }));
  }

  async #after(
    importId: string,
    jobId: string | null,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction('import.turn', async (tx) => {
      const found = await this.imports.lock(tx, importId);
      if (!found || !isOpen(found) || found.jobId !== jobId) return;
      await work(tx);
      this.announce(tx, importId);
    });
  }
}

function isOpen({ state }: Import): boolean {
  return state === 'queued' || state === 'running';
}

import { runDetached } from '../../../platform/context/request-context.js';
import { type Handler, JobHandler, type JobRun } from '../../../platform/jobs/job-handler.js';
import { JobStopped } from '../../../platform/jobs/job-stopped.js';
import { PermanentJobError } from '../../../platform/jobs/permanent-job-error.js';
import { ImportRuns } from '../runs/import-runs.service.js';
import { ImportTurns } from './import-turns.service.js';
import { runImport, type RunImportPayload } from './run-import.job.js';

@JobHandler(runImport)
export class RunImportHandler implements Handler<RunImportPayload> {
  constructor(
    private readonly runs: ImportRuns,
    private readonly turns: ImportTurns,
  ) {}

  async handle({ importId }: RunImportPayload, run: JobRun): Promise<void> {
    if (!(await this.turns.isDue(importId, run.id))) return;
    try {
      const outcome = await this.runs.runPortion(importId, run);
      if (outcome === 'more' && !isCancelled(run)) await this.turns.next(importId, run.id);
    } catch (error) {
      await this.#failed(importId, run, error);
      throw error;
    } finally {
      if (isCancelled(run)) await runDetached(() => this.turns.suspend(importId, run.id));
    }
  }

  async #failed(importId: string, run: JobRun, error: unknown): Promise<void> {
    if (run.signal.aborted && !isTimeout(run)) return;
    const isLast = run.attempt >= runImport.retry.attempts || error instanceof PermanentJobError;
    // The statements of a run that took too long are cancelled; this one is not of it.
    if (!isLast) return;
    await runDetached(async () => {
      if (await this.turns.isDue(importId, run.id)) await this.runs.giveUp(importId, error);
    });
  }
}

function isCancelled({ signal }: JobRun): boolean {
  return signal.reason instanceof JobStopped && signal.reason.stopCause === 'cancelled';
}

function isTimeout({ signal }: JobRun): boolean {
  return signal.reason instanceof JobStopped && signal.reason.stopCause === 'timeout';
}

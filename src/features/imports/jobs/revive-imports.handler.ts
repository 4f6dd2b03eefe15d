import { Logger } from '@nestjs/common';
import { type Handler, JobHandler } from '../../../platform/jobs/job-handler.js';
import { JobStates } from '../../../platform/jobs/job-states.js';
import { isFinished } from '../../../platform/jobs/job-view.js';
import type { Import } from '../import.entity.js';
import { ImportsRepository } from '../imports.repository.js';
import { ImportTurns } from './import-turns.service.js';
import { reviveImports } from './revive-imports.job.js';
import { runImport } from './run-import.job.js';

/** What an import does is decided by what has become of its job, which its worker may not have lived to say. */
@JobHandler(reviveImports)
export class ReviveImportsHandler implements Handler<object> {
  readonly #logger = new Logger('Imports');

  constructor(
    private readonly imports: ImportsRepository,
    private readonly states: JobStates,
    private readonly turns: ImportTurns,
  ) {}

  async handle(): Promise<void> {
    for (const silent of await this.imports.findSilent()) await this.#settle(silent);
  }

  async #settle({ id, jobId }: Pick<Import, 'id' | 'jobId'>): Promise<void> {
    const job = jobId === null ? undefined : await this.states.find(runImport.queue, jobId);
    // It waits for its turn, or is at it.
    if (job && !isFinished(job)) return;
    if (job?.state === 'failed') return this.turns.fail(id, job.id, job.reason ?? 'error');
    if (job?.state === 'cancelled') return this.turns.suspend(id, job.id);
    // Its queue has forgotten it, or whoever ran it is gone.
    this.#logger.warn({ msg: 'import revived', importId: id, jobId });
    await this.turns.next(id, jobId);
  }
}

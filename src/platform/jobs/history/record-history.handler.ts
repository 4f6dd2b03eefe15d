import { Logger } from '@nestjs/common';
import { type Handler, JobHandler } from '../job-handler.js';
import { HistorySweep } from './history-sweep.js';
import { recordHistory } from './record-history.job.js';

@JobHandler(recordHistory)
export class RecordHistoryHandler implements Handler<object> {
  readonly #logger = new Logger('JobHistory');

  constructor(private readonly sweep: HistorySweep) {}

  async handle(): Promise<void> {
    const added = await this.sweep.run();
    if (added > 0) this.#logger.warn({ msg: 'job history was incomplete', added });
  }
}

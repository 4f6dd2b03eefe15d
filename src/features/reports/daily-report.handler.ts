import { Logger } from '@nestjs/common';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { dailyReport } from './reports.jobs.js';
import { ReportsService } from './reports.service.js';

@JobHandler(dailyReport)
export class DailyReportHandler implements Handler<object> {
  readonly #logger = new Logger('Reports');

  constructor(private readonly reports: ReportsService) {}

  async handle(_: object, run: JobRun): Promise<void> {
    const days = await this.reports.makeMissing(run.signal);
    if (days.length > 0) this.#logger.log({ msg: 'daily reports made', days });
  }
}

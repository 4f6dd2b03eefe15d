import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { AppError, notFound } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { DailyReport } from './daily-report.entity.js';
import { figuresOf, keepJobs } from './report-figures.js';
import { reportEmail } from './reports.jobs.js';
import { ReportsRepository } from './reports.repository.js';

/** Days that are made up for when no worker was there at their end; and of those, which are still news. */
const MADE_UP_DAYS = 31;
const MAILED_DAYS = 7;

/** A day is compared with one a week before it, which the audit log must hold from its midnight on. */
const COMPARED_DAYS = 8;

@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsRepository,
    private readonly jobs: JobQueues,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes the report of each day that is over and has none, up to a month back, and has it mailed to all admins: one
   * report and one mail to each, however often and by how many this is run. Returns the days that it has made.
   */
  async makeMissing(signal?: AbortSignal): Promise<string[]> {
    const missing = await this.database.transaction('report.missing', (tx) =>
      this.reports.missingDays(tx, MADE_UP_DAYS),
    );
    const made: string[] = [];
    for (const { day, age } of missing) {
      signal?.throwIfAborted();
      if (await this.#make(day, age <= MAILED_DAYS)) made.push(day);
    }
    return made;
  }

  /**
   * Makes the report of a day anew, without a mail, as long as all that it counts is still there. What the job history
   * has forgotten stays as it was counted before. Throws `day_not_over` and `day_too_old`.
   */
  remake(day: string): Promise<DailyReport> {
    return this.database.transaction('report.remake', async (tx) => {
      await this.reports.freeze(tx);
      const age = await this.reports.ageOf(tx, day);
      if (age < 1) throw new AppError('conflict', 'day_not_over', `${day} is not over yet, in UTC.`);
      this.#requireSignIns(day, age);
      const [counted, stored] = [await figuresOf(tx, day), await this.reports.stored(tx, day)];
      const figures = keepJobs(counted, stored, age, this.config.jobHistory.retentionDays);
      const report = await this.reports.put(tx, day, figures);
      if (!report) throw notFound('report', day);
      return report;
    });
  }

  /** Throws `report_not_found`. */
  async get(day: string): Promise<DailyReport> {
    const report = await this.reports.find(day);
    if (!report) throw notFound('report', day);
    return report;
  }

  list(request: PageRequest): Promise<Page<DailyReport>> {
    return this.reports.list(request);
  }

  #requireSignIns(day: string, age: number): void {
    const oldest = this.config.audit.retentionDays - COMPARED_DAYS;
    if (age <= oldest) return;
    const message = `${day} is more than ${oldest} days ago: sign-ins of the week before it may have been deleted.`;
    throw new AppError('conflict', 'day_too_old', message);
  }

  // Whose row it is that is inserted has it mailed: no second run can.
  #make(day: string, mailed: boolean): Promise<boolean> {
    return this.database.transaction('report.make', async (tx) => {
      await this.reports.freeze(tx);
      const made = await this.reports.insert(tx, day, await figuresOf(tx, day));
      if (made && mailed) await this.#mail(tx, day);
      return made;
    });
  }

  async #mail(tx: Transaction, day: string): Promise<void> {
    const ids = await this.reports.adminIds(tx);
    await this.jobs.enqueueAll(
      tx,
      reportEmail,
      ids.map((userId) => ({ userId, day })),
    );
  }
}

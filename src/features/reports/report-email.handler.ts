import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { reportMail } from './report.mail.js';
import { type ReportEmail, reportEmail } from './reports.jobs.js';
import { ReportsService } from './reports.service.js';

@JobHandler(reportEmail)
export class ReportEmailHandler implements Handler<ReportEmail> {
  constructor(
    private readonly users: UsersService,
    private readonly reports: ReportsService,
    private readonly mailer: Mailer,
  ) {}

  async handle({ userId, day }: ReportEmail, run: JobRun): Promise<void> {
    const user = await this.users.find(userId);
    // Deleted since, or no admin any more: it is not for them.
    if (user?.role !== 'admin') return;
    await this.mailer.send({
      to: user.email,
      ...reportMail(user.name, await this.reports.get(day)),
      messageId: `report-${day}-${userId}`,
      signal: run.signal,
    });
  }
}

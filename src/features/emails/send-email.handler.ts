import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { clientMail } from './client.mail.js';
import { type EmailPayload, sendEmail } from './send-email.job.js';

@JobHandler(sendEmail)
export class SendEmailHandler implements Handler<EmailPayload> {
  constructor(private readonly mailer: Mailer) {}

  async handle({ to, subject, body }: EmailPayload, run: JobRun): Promise<void> {
    await this.mailer.send({
      to,
      ...clientMail({ subject, body }),
      messageId: run.id,
      signal: run.signal,
    });
  }
}

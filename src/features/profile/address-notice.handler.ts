import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { addressNoticeMail } from './address-notice.mail.js';
import { type AddressNotice, addressNotice } from './address-notice.job.js';

@JobHandler(addressNotice)
export class AddressNoticeHandler implements Handler<AddressNotice> {
  constructor(private readonly mailer: Mailer) {}

  async handle({ name, to }: AddressNotice, run: JobRun): Promise<void> {
    await this.mailer.send({
      to,
      ...addressNoticeMail({ name }),
      messageId: `address-${run.id}`,
      signal: run.signal,
    });
  }
}

import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { letter } from '../../platform/mail/letter.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type AddressNotice, addressNotice } from './address-notice.job.js';

@JobHandler(addressNotice)
export class AddressNoticeHandler implements Handler<AddressNotice> {
  constructor(private readonly mailer: Mailer) {}

  async handle({ name, to }: AddressNotice, run: JobRun): Promise<void> {
    await this.mailer.send({
      to,
      subject: 'Your account has another e-mail address',
      ...letter({
        to: name,
        paragraphs: [
          'your account was given another e-mail address just now, and no mail will come to this one any more.',
          'If this was not you, write to us at once.',
        ],
      }),
      messageId: `address-${run.id}`,
    });
  }
}

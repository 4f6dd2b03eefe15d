import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersRepository } from './users.repository.js';
import { welcomeMail } from './welcome.mail.js';
import { welcomeEmail } from './welcome-email.job.js';

@JobHandler(welcomeEmail)
export class WelcomeEmailHandler implements Handler<{ userId: number }> {
  constructor(
    private readonly users: UsersRepository,
    private readonly mailer: Mailer,
  ) {}

  async handle({ userId }: { userId: number }, run: JobRun): Promise<void> {
    const user = await this.users.find(userId);
    // Deleted since: there is nobody to welcome.
    if (!user) return;
    await this.mailer.send({
      to: user.email,
      ...welcomeMail({ name: user.name }),
      messageId: `welcome-${run.id}`,
      signal: run.signal,
    });
  }
}

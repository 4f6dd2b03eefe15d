import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { escapeHtml } from '../../platform/mail/escape-html.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { UsersRepository } from './users.repository.js';
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
      subject: 'Welcome to Groundwork',
      text: `Hello ${user.name},\n\nwelcome to Groundwork. Your account is ready.\n`,
      html: `<p>Hello ${escapeHtml(user.name)},</p><p>welcome to Groundwork. Your account is ready.</p>`,
      messageId: `welcome-${run.id}`,
    });
  }
}

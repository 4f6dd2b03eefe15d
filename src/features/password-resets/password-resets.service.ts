import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { PasswordReplacement } from '../password-changes/password-replacement.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { UsersService } from '../users/users.service.js';
import { passwordResetEmail } from './password-reset-email.job.js';

@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueues,
    private readonly tokens: AccountTokensService,
    private readonly passwords: PasswordsService,
    private readonly replacement: PasswordReplacement,
    private readonly users: UsersService,
  ) {}

  /** Mails a link, if somebody has this address. */
  async request(email: string): Promise<void> {
    await this.database.transaction('password.request_reset', (tx) =>
      this.jobs.enqueue(tx, passwordResetEmail, { email }),
    );
  }

  /**
   * Gives the owner of the token another password, signs all their devices out and returns their address. A password
   * that is refused does not use the token up. Throws `token_invalid`, `password_refused` and `password_hashing_busy`.
   */
  async reset(token: string, password: string): Promise<string> {
    const { email, name } = await this.tokens.owner('reset_password', token);
    const hash = await this.passwords.hash(password, [email, name]);
    await this.database.transaction('password.reset', async (tx) => {
      const owner = await this.tokens.use(tx, 'reset_password', token);
      await this.replacement.replace(tx, owner.userId, hash, { cause: 'reset' });
      // The link was in a mail that reached them.
      await this.users.verifyEmail(tx, owner.userId, owner.email);
    });
    return email;
  }
}

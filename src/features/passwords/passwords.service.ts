import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AccountTokensService } from '../account-tokens/account-tokens.service.js';
import { normalPassword } from './normal-password.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicy } from './password-policy.js';
import { PasswordsRepository } from './passwords.repository.js';

// Identities begin at 1, so nobody has this one.
const NOBODY = 0;

@Injectable()
export class PasswordsService {
  readonly #logger = new Logger(PasswordsService.name);

  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordsRepository,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccountTokensService,
  ) {}

  /**
   * Checks a new password against the policy and hashes it. To be called before the transaction that stores it: it
   * may wait in a queue. Throws `password_refused`, naming the field, and `password_hashing_busy`.
   *
   * @param about e-mail address and name of the owner, which the password must not be
   */
  async hash(password: string, about: readonly string[], field = 'password'): Promise<string> {
    return this.hasher.hash(await this.policy.admit(password, about, field));
  }

  /** Gives a user the password behind this hash, in the place of any they had. Links that would give another are void. */
  async store(tx: Transaction, userId: number, hash: string): Promise<void> {
    await this.passwords.store(tx, userId, hash);
    await this.tokens.revoke(tx, userId, ['reset_password', 'invitation']);
  }

  async has(userId: number): Promise<boolean> {
    return (await this.passwords.findHash(userId)) !== undefined;
  }

  /** Those of the users who have none. One statement. */
  without(tx: Transaction, userIds: readonly number[]): Promise<number[]> {
    return this.passwords.without(tx, userIds);
  }

  /**
   * Whether this is the user's password. For no user, and for one without a password, it takes the same time and is
   * false. A right password is hashed anew when the parameters have changed since. Throws `password_hashing_busy`.
   */
  async verify(userId: number | undefined, password: string): Promise<boolean> {
    const stored = await this.passwords.findHash(userId ?? NOBODY);
    const right = await this.hasher.verify(stored, password);
    if (right && userId !== undefined && stored !== undefined) await this.#rehash(userId, stored, password);
    return right;
  }

  // The password is right whatever happens here; the next login tries again.
  async #rehash(userId: number, stored: string, password: string): Promise<void> {
    const normal = normalPassword(password);
    if (normal === undefined || this.hasher.isCurrent(stored)) return;
    try {
      const hash = await this.hasher.hash(normal);
      await this.database.transaction('password.rehash', (tx) =>
        this.passwords.rehash(tx, userId, stored, hash),
      );
    } catch (error) {
      this.#logger.warn({ msg: 'password not hashed anew', err: error });
    }
  }
}

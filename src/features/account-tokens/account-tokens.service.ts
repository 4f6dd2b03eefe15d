import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { currentContext } from '../../platform/context/request-context.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import type { TokenPurpose } from './account-token.entity.js';
import { AccountTokensRepository, type TokenOwner } from './account-tokens.repository.js';

/** Tokens for links in mails: made when the mail is sent, good for one use, known to nobody but the reader. */
@Injectable()
export class AccountTokensService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly tokens: AccountTokensRepository,
  ) {}

  /**
   * A new token, which replaces those of the same purpose; undefined when the user got one just now, so that nobody can
   * flood a stranger with mails or void the link they are about to follow.
   *
   * @param attempt of the job that sends it: a second one must not be stopped by the token of the first
   */
  async issue(
    user: { id: number; email: string },
    purpose: TokenPurpose,
    attempt: number,
  ): Promise<string | undefined> {
    const { ttlMs, intervalMs } = this.config.accountTokens;
    const token = randomBytes(32).toString('base64url');
    const issued = await this.database.transaction('account_token.issue', (tx) =>
      this.tokens.replace(tx, {
        hash: hashOf(token),
        userId: user.id,
        email: user.email,
        purpose,
        ttlMs: ttlMs[purpose],
        intervalMs: attempt > 1 ? 0 : intervalMs,
      }),
    );
    return issued ? token : undefined;
  }

  /** Whose token it is, without using it up. Throws `token_invalid`. */
  async owner(purpose: TokenPurpose, token: string): Promise<TokenOwner> {
    return (await this.tokens.find(purpose, hashOf(token))) ?? refuse();
  }

  /** Uses the token up and says whose it was; of many at once one succeeds. Throws `token_invalid`. */
  async use(tx: Transaction, purpose: TokenPurpose, token: string): Promise<TokenOwner> {
    const owner = (await this.tokens.use(tx, purpose, hashOf(token))) ?? refuse();
    // What comes of it its owner is to see, wherever they are signed in.
    const context = currentContext();
    if (context) context.writesFor = owner.userId;
    return owner;
  }

  /** Makes links that have been sent worthless. */
  revoke(tx: Transaction, userId: number, purposes: readonly TokenPurpose[]): Promise<void> {
    return this.tokens.delete(tx, userId, purposes);
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

// Unknown, used, replaced and expired are one: which of them it was is nobody's business.
function refuse(): never {
  const message = 'This link is not valid, or not any more. Ask for a new one.';
  throw new AppError('invalid', 'token_invalid', message, {
    errors: [{ field: 'token', code: 'token_invalid', message }],
  });
}

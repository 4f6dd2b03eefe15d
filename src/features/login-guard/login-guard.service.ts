import { createHmac } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { Counter } from 'prom-client';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { DeviceTokens } from './device-tokens.js';
import { type Counted, LoginAttempts, type Refusal } from './login-attempts.js';

export interface LoginAttempt {
  /** The e-mail address that was given, whether or not anybody has it. */
  account: string;
  /** IP address of the client. */
  address: string;
  /** The device token the client brought, whatever it is. */
  device?: string;
}

const limited = new Counter({
  name: 'groundwork_login_limited_total',
  help: 'Attempts to sign in that were refused before the password was looked at',
  labelNames: ['by'],
});

/**
 * Slows down who guesses passwords: few attempts may fail for an address and for an account, then both are locked for
 * a time that doubles. A device on which the account was signed in before has a count of its own instead, so that no
 * stranger can lock its owner out. Attempts count before the password is looked at, so guessing many at once is no use.
 */
@Injectable()
export class LoginGuard {
  readonly #logger = new Logger('LoginGuard');
  readonly #tokens: DeviceTokens;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly attempts: LoginAttempts,
  ) {
    this.#tokens = new DeviceTokens(config.sessions.secret, config.loginGuard.deviceTtlMs);
  }

  /** Counts the attempt; throws `too_many_logins` when one of its counts is locked. */
  async admit(attempt: LoginAttempt): Promise<void> {
    const refusal = await this.attempts.admit(this.#countsOf(attempt));
    if (refusal) this.#refuse(refusal, attempt);
  }

  /** The password was right: takes the count back and returns the token for the device cookie. */
  async succeeded(attempt: LoginAttempt): Promise<string> {
    await this.release(attempt);
    return this.trust(attempt);
  }

  /** Takes the count back of an attempt that guessed nothing, such as one whose password could not be looked at. */
  release(attempt: LoginAttempt): Promise<void> {
    return this.attempts.giveBack(this.#countsOf(attempt));
  }

  /** A device token for somebody who has shown in another way that the account is theirs, such as by e-mail. */
  trust({ account, device }: Pick<LoginAttempt, 'account' | 'device'>): string {
    const id = accountOf(account);
    return this.#tokens.issue(id, device === undefined ? undefined : this.#tokens.read(device, id));
  }

  #countsOf({ account, address, device }: LoginAttempt): Counted[] {
    const { attempts, addressAttempts, windowMs, longestLockMs } = this.config.loginGuard;
    const rules = { attempts, windowMs, longestLockMs };
    const id = accountOf(account);
    const known = device === undefined ? undefined : this.#tokens.read(device, id);
    if (known !== undefined) return [{ by: 'device', key: this.#key('device', known), rules }];
    return [
      {
        by: 'address',
        key: `login:address:${normalizeIp(address)}`,
        rules: { ...rules, attempts: addressAttempts },
      },
      { by: 'account', key: this.#key('account', id), rules },
    ];
  }

  // Nobody who reads Redis learns who has an account.
  #key(by: string, text: string): string {
    const hash = createHmac('sha256', this.config.sessions.secret)
      .update(`login:${by}:${text}`)
      .digest('base64url');
    return `login:${by}:${hash.slice(0, 22)}`;
  }

  #refuse({ by, waitMs }: Refusal, { address }: LoginAttempt): never {
    limited.inc({ by });
    this.#logger.warn({ msg: 'sign-in attempt limited', by, address, waitMs });
    throw new AppError('limited', 'too_many_logins', 'Too many attempts to sign in. Try again later.', {
      retryAfter: Math.ceil(waitMs / 1000),
    });
  }
}

// However it is written, it is one account.
function accountOf(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

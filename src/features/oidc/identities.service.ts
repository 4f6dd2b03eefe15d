import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { IdentitiesRepository } from './identities.repository.js';
import type { OidcClaims } from './oidc-claims.js';

@Injectable()
export class IdentitiesService {
  constructor(
    private readonly database: Database,
    private readonly identities: IdentitiesRepository,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  /** Whom the identity belongs to, or would. */
  async expectedOwner(claims: OidcClaims): Promise<number | undefined> {
    const { verifiedEmail: email } = claims;
    const known = await this.identities.find(claims);
    if (known !== undefined || email === undefined) return known;
    return (await this.users.findByEmail(email))?.id;
  }

  /**
   * The user behind an identity. One that is new belongs to a new user, or to the one who has shown that the very
   * address is theirs, which the provider says too. Throws `oidc_email_unverified` and `email_taken`.
   */
  async userOf(claims: OidcClaims): Promise<User> {
    const id = await this.database.transaction('identity.use', async (tx) => {
      // Of two first sign-ins at once, the second finds what the first has linked.
      await this.identities.lock(tx, claims);
      return (await this.identities.use(tx, claims)) ?? this.#link(tx, claims);
    });
    return this.users.findCurrent(id);
  }

  async #link(tx: Transaction, claims: OidcClaims): Promise<number> {
    const { name, verifiedEmail: email } = claims;
    if (email === undefined) throw unverified();
    const userId = (await this.#ownerOf(tx, email)) ?? (await this.#create(tx, name, email));
    await this.identities.insert(tx, claims, userId);
    await this.audit.record(
      {
        action: 'identity.linked',
        actorId: userId,
        targetType: 'user',
        targetId: userId,
        details: { issuer: claims.issuer },
      },
      tx,
    );
    return userId;
  }

  // Whoever registered a stranger's address must not find that stranger in their account one day: an address that was
  // never verified here says nothing about whose account it is.
  async #ownerOf(tx: Transaction, email: string): Promise<number | undefined> {
    const owner = await this.users.lockByEmail(tx, email);
    if (owner && !owner.emailVerifiedAt) throw taken();
    return owner?.id;
  }

  async #create(tx: Transaction, name: string, email: string): Promise<number> {
    const { id } = await this.users.create(tx, { name, email, emailVerifiedAt: new Date() });
    const target = { targetType: 'user', targetId: id };
    await this.audit.record({ action: 'user.registered', actorId: id, ...target }, tx);
    return id;
  }
}

function unverified(): AppError {
  const message =
    'The provider does not say that your e-mail address is verified, so no account can be opened.';
  return new AppError('forbidden', 'oidc_email_unverified', message);
}

function taken(): AppError {
  const message =
    'There is an account with your e-mail address that has not been verified here. Sign in to it with its password and verify the address first.';
  return new AppError('conflict', 'email_taken', message);
}

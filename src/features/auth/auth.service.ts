import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AccessTokens } from '../access-tokens/access-tokens.service.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import type { SessionKind } from '../sessions/session.entity.js';
import { SessionsService, type StartedSession } from '../sessions/sessions.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import type { RegisterDto } from './credentials.dto.js';

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  remembered: boolean;
  refreshExpiresAt: Date;
}

@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly accessTokens: AccessTokens,
    private readonly audit: AuditLog,
  ) {}

  /** Adds a user with a password, and signs them in. Throws `email_taken` and `password_refused`. */
  async register(account: RegisterDto): Promise<{ user: User; tokens: IssuedTokens }> {
    const { name, email, password, remember } = account;
    const hash = await this.passwords.hash(password, [email, name]);
    return this.database.transaction('user.register', async (tx) => {
      const user = await this.users.create(tx, { name, email });
      await this.passwords.store(tx, user.id, hash);
      const target = { targetType: 'user', targetId: user.id };
      await this.audit.record({ action: 'user.registered', actorId: user.id, ...target }, tx);
      return { user, tokens: await this.#issueTokens(tx, user, remember) };
    });
  }

  /** Signs a user in on the device of this request, who has shown who they are by `method`. */
  signIn(user: User, remember: boolean, method: string): Promise<IssuedTokens> {
    return this.database.transaction('auth.sign-in', async (tx) => {
      await this.#recordSignIn(tx, user, method);
      return this.#issueTokens(tx, user, remember);
    });
  }

  /** As `signIn`, for a session that the server keeps. */
  startServerSession(user: User, remember: boolean): Promise<StartedSession> {
    return this.database.transaction('auth.sign-in', async (tx) => {
      await this.#recordSignIn(tx, user, 'session');
      return this.#startSession(tx, user, 'server', remember);
    });
  }

  /** Exchanges a refresh token. Throws `refresh_token_invalid` and `refresh_token_reused`. */
  async refresh(token: string): Promise<IssuedTokens> {
    const { userId, sessionId, refreshToken, remembered, expiresAt } = await this.sessions.refresh(token);
    const user = await this.users.findCurrent(userId);
    const accessToken = await this.accessTokens.issue(user, sessionId);
    return { accessToken, refreshToken, remembered, refreshExpiresAt: expiresAt };
  }

  /** Ends all sessions of a user. */
  async signOutEverywhere(userId: number): Promise<void> {
    await this.database.transaction('auth.sign-out', (tx) => this.sessions.endAll(tx, userId, 'logout_all'));
  }

  async #issueTokens(tx: Transaction, user: User, remember: boolean): Promise<IssuedTokens> {
    const session = await this.#startSession(tx, user, 'token', remember);
    const refreshToken = await this.sessions.issueRefreshToken(tx, session.id);
    const accessToken = await this.accessTokens.issue(user, session.id);
    return { accessToken, refreshToken, remembered: remember, refreshExpiresAt: session.expiresAt };
  }

  #startSession(tx: Transaction, user: User, kind: SessionKind, remember: boolean): Promise<StartedSession> {
    return this.sessions.start(tx, user.id, kind, remember);
  }

  #recordSignIn(tx: Transaction, { id }: User, method: string): Promise<void> {
    const target = { targetType: 'user', targetId: id };
    return this.audit.record(
      { action: 'sign_in.succeeded', actorId: id, ...target, details: { method } },
      tx,
    );
  }
}

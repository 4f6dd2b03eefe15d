import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { currentContext } from '../../platform/context/request-context.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AccessTokens } from '../access-tokens/access-tokens.service.js';
import type { SessionKind } from '../sessions/session.entity.js';
import { SessionsService, type StartedSession } from '../sessions/sessions.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';

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
    private readonly sessions: SessionsService,
    private readonly accessTokens: AccessTokens,
    private readonly audit: AuditLog,
  ) {}

  /** Signs a user in on the device of this request, who has shown who they are by `method`. */
  signIn(user: User, remember: boolean, method: string): Promise<IssuedTokens> {
    return this.database.transaction('auth.sign-in', async (tx) => {
      await this.#recordSignIn(tx, user, method);
      return this.issueTokens(tx, user, remember);
    });
  }

  /** A new session with its first tokens. Throws `user_not_found`. */
  async issueTokens(tx: Transaction, user: User, remember: boolean): Promise<IssuedTokens> {
    // Locked, so that a role that changes at this moment either is in the token or ends this session.
    const role = await this.users.lockRole(tx, user.id);
    const session = await this.#startSession(tx, user, 'token', remember);
    const refreshToken = await this.sessions.issueRefreshToken(tx, session.id);
    const accessToken = await this.accessTokens.issue({ id: user.id, role }, session.id);
    return { accessToken, refreshToken, remembered: remember, refreshExpiresAt: session.expiresAt };
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

  #startSession(tx: Transaction, user: User, kind: SessionKind, remember: boolean): Promise<StartedSession> {
    const context = currentContext();
    if (context) context.writesFor = user.id;
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

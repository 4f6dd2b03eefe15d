import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { currentContext } from '../../platform/context/request-context.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import { EndedSessions } from './ended-sessions.js';
import { hashRefreshToken, newRefreshToken, newSuccessorSalt, successorOf } from './refresh-token.js';
import { RefreshTokensRepository, type RotatedSession, type UsedToken } from './refresh-tokens.repository.js';
import type { EndReason, Session, SessionKind } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';

export interface StartedSession {
  id: string;
  remembered: boolean;
  expiresAt: Date;
}

@Injectable()
export class SessionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly tokens: RefreshTokensRepository,
    private readonly ended: EndedSessions,
    private readonly audit: AuditLog,
  ) {}

  /** Starts a session of the device that the current request comes from. */
  async start(
    tx: Transaction,
    userId: number,
    kind: SessionKind,
    remembered: boolean,
  ): Promise<StartedSession> {
    const { address = null, agent = null } = currentContext()?.client ?? {};
    const session = { id: randomUUID(), remembered, expiresAt: this.#expiry(remembered) };
    await this.sessions.insert(tx, { ...session, userId, kind, address, agent });
    return session;
  }

  /** The first refresh token of a session. */
  async issueRefreshToken(tx: Transaction, sessionId: string): Promise<string> {
    const token = newRefreshToken();
    await this.tokens.insert(tx, hashRefreshToken(token), sessionId);
    return token;
  }

  /**
   * Exchanges a refresh token for its successor. A token that was used before ends its session, because somebody else
   * may hold it (RFC 9700, 4.14.2), except for a moment after its use, when requests that race get the same successor.
   * Throws `refresh_token_invalid` and `refresh_token_reused`.
   */
  async refresh(token: string): Promise<RotatedSession & { refreshToken: string }> {
    const hash = hashRefreshToken(token);
    const outcome = await this.database.transaction('session.refresh', async (tx) => {
      const successorSalt = newSuccessorSalt();
      const refreshToken = successorOf(token, successorSalt);
      const rotation = { hash, successorSalt, successorHash: hashRefreshToken(refreshToken) };
      const client = currentContext()?.client;
      const rotated = await this.tokens.rotate(tx, { ...rotation, ...client }, this.config.sessions);
      if (rotated) return { ...rotated, refreshToken };
      return this.#answerUsed(tx, token, await this.tokens.find(tx, hash));
    });
    if (outcome instanceof AppError) throw outcome;
    return outcome;
  }

  list(userId: number): Promise<Session[]> {
    return this.sessions.listLive(userId);
  }

  /** Undefined when it has ended or never was. */
  findLive(id: string): Promise<Session | undefined> {
    return this.sessions.findLive(id);
  }

  /** Says that a server-side session was used, and returns when it ends now. */
  seen({ id, remembered, createdAt }: Session): Promise<Date> {
    return this.database.transaction('session.seen', async (tx) => {
      const expiresAt = this.#expiry(remembered, createdAt);
      await this.sessions.touch(tx, id, expiresAt);
      return expiresAt;
    });
  }

  /** Whether access tokens of this session are worth nothing any more. */
  hasEnded(id: string): Promise<boolean> {
    return this.ended.has(id);
  }

  /** Ends one session of the user; false when it was over already, or is not theirs. */
  signOut(userId: number, id: string): Promise<boolean> {
    return this.database.transaction('session.end', (tx) => this.#end(tx, userId, 'logout', { only: id }));
  }

  /** Ends the session of a refresh token; of one that is not known, none. */
  async signOutWith(token: string): Promise<void> {
    await this.database.transaction('session.end', async (tx) => {
      const known = await this.tokens.find(tx, hashRefreshToken(token));
      if (known) await this.#end(tx, known.userId, 'logout', { only: known.sessionId });
    });
  }

  /** Ends all sessions of the user, or all but one. */
  async endAll(
    tx: Transaction,
    userId: number,
    reason: EndReason,
    which: { except?: string } = {},
  ): Promise<void> {
    await this.#end(tx, userId, reason, which);
  }

  // An error would roll the end of the session back, so it is returned and thrown after the commit.
  async #answerUsed(
    tx: Transaction,
    token: string,
    used: UsedToken | undefined,
  ): Promise<(RotatedSession & { refreshToken: string }) | AppError> {
    if (!used?.live || used.successorSalt === null || used.usedSecondsAgo === null) return invalidToken();
    if (used.usedSecondsAgo <= this.config.sessions.refreshGraceSeconds) {
      return { ...used, refreshToken: successorOf(token, used.successorSalt) };
    }
    const { userId, sessionId } = used;
    await this.#end(tx, userId, 'reused', { only: sessionId });
    await this.audit.record(
      { action: 'session.refresh_reused', actorId: userId, targetType: 'session', targetId: sessionId },
      tx,
    );
    const message = 'This refresh token was used before. Its session has been ended; sign in again.';
    return new AppError('unauthenticated', 'refresh_token_reused', message);
  }

  async #end(
    tx: Transaction,
    userId: number,
    reason: EndReason,
    which: { only?: string; except?: string },
  ): Promise<boolean> {
    const ids = await this.sessions.end(tx, userId, reason, which);
    if (ids.length === 0) return false;
    tx.afterCommit(() => this.ended.add(ids));
    const details = { userId, reason };
    await this.audit.recordAll(
      ids.map((targetId) => ({ action: 'session.ended', targetType: 'session', targetId, details })),
      tx,
    );
    return true;
  }

  // As `rotate` does in SQL: so long after its last use, and never beyond the limit after its start.
  #expiry(remembered: boolean, startedAt = new Date()): Date {
    const { ttlSeconds, rememberedTtlSeconds, maxSeconds } = this.config.sessions;
    const afterUse = Date.now() + (remembered ? rememberedTtlSeconds : ttlSeconds) * 1000;
    return new Date(Math.min(afterUse, startedAt.getTime() + maxSeconds * 1000));
  }
}

function invalidToken(): AppError {
  const message = 'This refresh token is not valid (any more). Sign in again.';
  return new AppError('unauthenticated', 'refresh_token_invalid', message);
}

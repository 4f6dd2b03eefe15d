import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';

export interface RotatedSession {
  sessionId: string;
  userId: number;
  remembered: boolean;
  expiresAt: Date;
}

/** What is known of a refresh token that could not be used. */
export interface UsedToken extends RotatedSession {
  live: boolean;
  successorSalt: Buffer | null;
  /** Seconds since it was used; null when it was not. */
  usedSecondsAgo: number | null;
}

interface Rotation {
  hash: Buffer;
  successorHash: Buffer;
  successorSalt: Buffer;
  address?: string;
  agent?: string;
}

/** Seconds; see `sessions` of the configuration. */
export interface Lifetimes {
  ttlSeconds: number;
  rememberedTtlSeconds: number;
  maxSeconds: number;
}

const SESSION = `s.id AS "sessionId", s.user_id AS "userId", s.remembered, s.expires_at AS "expiresAt"`;

/** Refresh tokens by their hash. No entity: they are rotated by one statement and never shown. */
@Injectable()
export class RefreshTokensRepository {
  async insert(tx: Transaction, hash: Buffer, sessionId: string): Promise<void> {
    await tx.manager.query(`INSERT INTO refresh_tokens (hash, session_id) VALUES ($1, $2)`, [
      hash,
      sessionId,
    ]);
  }

  /**
   * Uses a token up, adds its successor and moves the session on, in one statement. Of any number that come with the
   * same token one succeeds; the others get undefined, as for a token that is unknown or of a session that is over.
   */
  async rotate(
    tx: Transaction,
    rotation: Rotation,
    lifetimes: Lifetimes,
  ): Promise<RotatedSession | undefined> {
    const { hash, successorHash, successorSalt, address, agent } = rotation;
    const { ttlSeconds, rememberedTtlSeconds, maxSeconds } = lifetimes;
    const rows = await tx.manager.query<RotatedSession[]>(
      `WITH used AS (
         UPDATE refresh_tokens t SET used_at = now(), successor_salt = $3 FROM sessions s
         WHERE t.hash = $1 AND t.used_at IS NULL
           AND s.id = t.session_id AND s.ended_at IS NULL AND s.expires_at > now()
         RETURNING t.session_id),
       successor AS (INSERT INTO refresh_tokens (hash, session_id) SELECT $2, session_id FROM used),
       moved AS (
         UPDATE sessions s SET last_used_at = now(), address = $4, agent = $5,
           expires_at = least(s.created_at + make_interval(secs => $8::float8),
                              now() + make_interval(secs => CASE WHEN s.remembered THEN $7::float8 ELSE $6::float8 END))
         FROM used WHERE s.id = used.session_id RETURNING ${SESSION})
       SELECT * FROM moved`,
      [hash, successorHash, successorSalt, address, agent, ttlSeconds, rememberedTtlSeconds, maxSeconds],
    );
    return rows[0];
  }

  async find(tx: Transaction, hash: Buffer): Promise<UsedToken | undefined> {
    const rows = await tx.manager.query<UsedToken[]>(
      `SELECT ${SESSION}, s.ended_at IS NULL AND s.expires_at > now() AS live, t.successor_salt AS "successorSalt",
         extract(epoch FROM now() - t.used_at)::float8 AS "usedSecondsAgo"
       FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1`,
      [hash],
    );
    return rows[0];
  }
}

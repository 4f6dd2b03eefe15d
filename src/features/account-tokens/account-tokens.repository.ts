import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/transaction.js';
import { AccountToken, type TokenPurpose } from './account-token.entity.js';

/** Whom a token was sent to. */
export interface TokenOwner {
  userId: number;
  email: string;
  name: string;
}

export interface NewToken {
  hash: Buffer;
  userId: number;
  email: string;
  purpose: TokenPurpose;
  ttlMs: number;
  /** Nothing is stored when there is a younger one for the same address. */
  intervalMs: number;
}

// A token is worth something until it is used or expires, and while its owner has the address it was sent to.
const VALID = `t.hash = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > now()
  AND u.id = t.user_id AND u.email = t.email`;
const OWNER = `u.id AS "userId", u.email, u.name`;

@Injectable()
export class AccountTokensRepository {
  constructor(@InjectRepository(AccountToken) private readonly tokens: Repository<AccountToken>) {}

  /** Puts the token in the place of an older one of the same purpose. False when that is too young. */
  async replace(tx: Transaction, token: NewToken): Promise<boolean> {
    const rows = await tx.manager.query<unknown[]>(
      `INSERT INTO account_tokens AS t (hash, user_id, purpose, email, expires_at)
       VALUES ($1, $2, $3, $4, now() + $5 * interval '1 ms')
       ON CONFLICT (user_id, purpose) DO UPDATE
         SET hash = excluded.hash, email = excluded.email, created_at = now(), expires_at = excluded.expires_at, used_at = NULL
         WHERE t.created_at <= now() - $6 * interval '1 ms' OR t.email <> excluded.email
       RETURNING 1`,
      [token.hash, token.userId, token.purpose, token.email, token.ttlMs, token.intervalMs],
    );
    return rows.length === 1;
  }

  /** Whose token it is, if it is worth something. */
  async find(purpose: TokenPurpose, hash: Buffer): Promise<TokenOwner | undefined> {
    const sql = `SELECT ${OWNER} FROM account_tokens t, users u WHERE ${VALID}`;
    const [owner] = await this.tokens.query<TokenOwner[]>(sql, [hash, purpose]);
    return owner;
  }

  /** As `find`, and it is worth nothing afterwards. One statement, so of many at once one gets the owner. */
  async use(tx: Transaction, purpose: TokenPurpose, hash: Buffer): Promise<TokenOwner | undefined> {
    const sql = `UPDATE account_tokens t SET used_at = now() FROM users u WHERE ${VALID} RETURNING ${OWNER}`;
    const [owners] = await tx.manager.query<[TokenOwner[], number]>(sql, [hash, purpose]);
    return owners[0];
  }

  async delete(tx: Transaction, userId: number, purposes: readonly TokenPurpose[]): Promise<void> {
    await tx.repository(AccountToken).delete({ userId, purpose: In(purposes) });
  }
}

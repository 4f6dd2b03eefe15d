import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { currentContext } from '../../platform/context/request-context.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { type EndReason, Session } from './session.entity.js';

type NewSession = Pick<Session, 'id' | 'userId' | 'kind' | 'remembered' | 'address' | 'agent' | 'expiresAt'>;

@Injectable()
export class SessionsRepository {
  constructor(@InjectRepository(Session) private readonly sessions: Repository<Session>) {}

  async insert(tx: Transaction, session: NewSession): Promise<void> {
    await tx.repository(Session).insert(session);
    // Each new session takes a few away that have been over for a month, so the table needs no cleaner.
    await tx.manager.query(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE expires_at < now() - interval '30 days'
         ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)`,
    );
  }

  /** Sessions that are neither ended nor expired, last used first. */
  listLive(userId: number): Promise<Session[]> {
    return this.sessions.find({
      where: { userId, endedAt: IsNull(), expiresAt: MoreThan(new Date()) },
      order: { lastUsedAt: 'DESC', id: 'ASC' },
      take: 200,
    });
  }

  /** As the primary knows it: what has ended must not live on in a replica that is behind. */
  async findLive(id: string): Promise<Session | undefined> {
    const where = { id, endedAt: IsNull(), expiresAt: MoreThan(new Date()) };
    return (await readPrimary(() => this.sessions.findOneBy(where))) ?? undefined;
  }

  /** Ends those of the user's sessions that still run, and returns their ids. */
  async end(
    tx: Transaction,
    userId: number,
    reason: EndReason,
    which: { only?: string; except?: string } = {},
  ): Promise<string[]> {
    const { only = null, except = null } = which;
    const [rows] = await tx.manager.query<[{ id: string }[], number]>(
      `UPDATE sessions SET ended_at = now(), end_reason = $2
       WHERE user_id = $1 AND ended_at IS NULL AND expires_at > now()
         AND ($3::uuid IS NULL OR id = $3) AND ($4::uuid IS NULL OR id <> $4)
       RETURNING id`,
      [userId, reason, only, except],
    );
    return rows.map(({ id }) => id);
  }

  async touch(tx: Transaction, id: string, expiresAt: Date): Promise<void> {
    const { address, agent } = currentContext()?.client ?? {};
    await tx.repository(Session).update({ id }, { lastUsedAt: () => 'now()', expiresAt, address, agent });
  }
}

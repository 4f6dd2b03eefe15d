import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Identity } from './identity.entity.js';

export type IdentityKey = Pick<Identity, 'issuer' | 'subject'>;

@Injectable()
export class IdentitiesRepository {
  constructor(@InjectRepository(Identity) private readonly identities: Repository<Identity>) {}

  /** Whose identity it is, as the primary knows it. */
  async find({ issuer, subject }: IdentityKey): Promise<number | undefined> {
    return (await readPrimary(() => this.identities.findOneBy({ issuer, subject })))?.userId;
  }

  /** Keeps others away from this identity until the transaction ends, also while there is no row of it to lock. */
  async lock(tx: Transaction, { issuer, subject }: IdentityKey): Promise<void> {
    await tx.manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `identity ${issuer} ${subject}`,
    ]);
  }

  /** Whose identity it is, noting that it was used. */
  async use(tx: Transaction, { issuer, subject }: IdentityKey): Promise<number | undefined> {
    const [rows] = await tx.manager.query<[{ userId: number }[], number]>(
      `UPDATE identities SET last_used_at = now() WHERE issuer = $1 AND subject = $2 RETURNING user_id AS "userId"`,
      [issuer, subject],
    );
    return rows[0]?.userId;
  }

  async insert(tx: Transaction, { issuer, subject }: IdentityKey, userId: number): Promise<void> {
    await tx.repository(Identity).insert({ issuer, subject, userId });
  }
}

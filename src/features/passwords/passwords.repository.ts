import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Password } from './password.entity.js';

@Injectable()
export class PasswordsRepository {
  constructor(@InjectRepository(Password) private readonly passwords: Repository<Password>) {}

  /** From the primary: a replica that is behind would still let a password in that has been changed. */
  async findHash(userId: number): Promise<string | undefined> {
    return (await readPrimary(() => this.passwords.findOneBy({ userId })))?.hash;
  }

  async store(tx: Transaction, userId: number, hash: string): Promise<void> {
    await tx.manager.query(
      `INSERT INTO passwords (user_id, hash) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = now()`,
      [userId, hash],
    );
  }

  /** Those of the users who have no password, each once. */
  async without(tx: Transaction, userIds: readonly number[]): Promise<number[]> {
    const rows = await tx.manager.query<{ id: number }[]>(
      `SELECT id FROM unnest($1::bigint[]) AS id EXCEPT SELECT user_id FROM passwords WHERE user_id = ANY($1)`,
      [userIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Puts another hash of the same password in the place of `old`; nothing when that has been changed meanwhile. */
  async rehash(tx: Transaction, userId: number, old: string, hash: string): Promise<void> {
    await tx.repository(Password).update({ userId, hash: old }, { hash });
  }
}

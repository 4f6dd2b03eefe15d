import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { type SortOrder, selectPage } from '../../platform/database/keyset.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { insertRow } from '../../platform/database/write-row.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { ApiKey } from './api-key.entity.js';

export type ApiKeyFields = Pick<ApiKey, 'userId' | 'name' | 'prefix' | 'secretHash' | 'scopes' | 'expiresAt'>;

const NEWEST_FIRST: SortOrder<ApiKey> = {
  name: '-createdAt',
  column: 'key.createdAt',
  direction: 'DESC',
  type: 'time',
  value: (key) => key.createdAt,
};

@Injectable()
export class ApiKeysRepository {
  constructor(@InjectRepository(ApiKey) private readonly keys: Repository<ApiKey>) {}

  /** The keys of a user that were not revoked. */
  list(userId: number, request: PageRequest): Promise<Page<ApiKey>> {
    const builder = this.keys
      .createQueryBuilder('key')
      .where('key.userId = :userId', { userId })
      .andWhere('key.revokedAt IS NULL');
    return selectPage(builder, NEWEST_FIRST, request);
  }

  /** The key with this prefix and its owner's role, in one statement. */
  async findByPrefix(prefix: string): Promise<ApiKey | undefined> {
    const builder = this.keys
      .createQueryBuilder('key')
      .innerJoin('key.user', 'user')
      .addSelect(['user.id', 'user.role'])
      .where('key.prefix = :prefix', { prefix });
    const [key] = await selectRows(builder);
    return key;
  }

  /** How many keys of a user were not revoked. Until the transaction ends, nobody else counts those of this user. */
  async count(tx: Transaction, userId: number): Promise<number> {
    await tx.manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('api_keys', $1))`, [userId]);
    return tx.repository(ApiKey).countBy({ userId, revokedAt: IsNull() });
  }

  insert(tx: Transaction, fields: ApiKeyFields): Promise<ApiKey> {
    return insertRow(tx, ApiKey, fields);
  }

  /** False when the user has no such key, or has revoked it before. */
  async revoke(tx: Transaction, userId: number, id: number): Promise<boolean> {
    const unrevoked = { id, userId, revokedAt: IsNull() };
    const { affected } = await tx.repository(ApiKey).update(unrevoked, { revokedAt: () => 'now()' });
    return affected === 1;
  }

  async forget(tx: Transaction, userId: number, revokedBefore: Date): Promise<void> {
    await tx.manager.query('DELETE FROM api_keys WHERE user_id = $1 AND revoked_at < $2', [
      userId,
      revokedBefore,
    ]);
  }

  /** Writes now as the last use of these keys, except where that was less than a minute ago. */
  async markUsed(ids: readonly number[]): Promise<void> {
    // Another process that writes one of them writes the same: there is no need to wait for it.
    await this.keys.query(
      `UPDATE api_keys SET last_used_at = now() WHERE id IN (
         SELECT id FROM api_keys
         WHERE id = ANY($1) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
         FOR NO KEY UPDATE SKIP LOCKED)`,
      [ids],
    );
  }
}

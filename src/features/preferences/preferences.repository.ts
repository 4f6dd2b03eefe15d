import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { selectPage, type SortOrder } from '../../platform/database/keyset.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { updateRow } from '../../platform/database/write-row.js';
import type { JsonObject } from '../../shared/json.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { UserPreferences } from './user-preferences.entity.js';

const LAST_CHANGED_FIRST: SortOrder<UserPreferences> = {
  name: '-updatedAt',
  column: 'preferences.updatedAt',
  direction: 'DESC',
  type: 'time',
  value: (row) => row.updatedAt,
};

@Injectable()
export class PreferencesRepository {
  constructor(@InjectRepository(UserPreferences) private readonly preferences: Repository<UserPreferences>) {}

  async find(userId: number): Promise<UserPreferences | undefined> {
    return (await this.preferences.findOneBy({ id: userId })) ?? undefined;
  }

  /**
   * The row of a user, locked until the transaction ends. Whoever had none gets one of version 0, which shows as none:
   * there must be something to lock, or of two first choices made at once one would be lost.
   */
  async lock(tx: Transaction, userId: number): Promise<UserPreferences> {
    await tx.manager.query(
      `INSERT INTO user_preferences (user_id, version) VALUES ($1, 0) ON CONFLICT DO NOTHING`,
      [userId],
    );
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.repository(UserPreferences).findOneOrFail({ where: { id: userId }, lock });
  }

  async update(tx: Transaction, userId: number, preferences: object): Promise<UserPreferences> {
    const row = await updateRow(tx, UserPreferences, userId, { preferences });
    if (!row) throw new Error(`no preferences of user ${userId} were locked`);
    return row;
  }

  /** Whose preferences contain this, by the GIN index; the last changed first. */
  list(contained: JsonObject, request: PageRequest): Promise<Page<UserPreferences>> {
    const builder = this.preferences.createQueryBuilder('preferences');
    builder.where('preferences.preferences @> :contained', { contained: JSON.stringify(contained) });
    return selectPage(builder, LAST_CHANGED_FIRST, request);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { staleVersion } from '../../shared/app-error.js';
import type { JsonObject } from '../../shared/json.js';
import { mergePatch } from '../../shared/merge-patch.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { PreferencesRepository } from './preferences.repository.js';
import type { UserPreferences } from './user-preferences.entity.js';

/** The choices of one user and how often they were changed: 0 times when there are none yet. */
export type Choices = Pick<UserPreferences, 'preferences' | 'version'>;

const NONE: Choices = { preferences: {}, version: 0 };

@Injectable()
export class PreferencesService {
  constructor(
    private readonly database: Database,
    private readonly preferences: PreferencesRepository,
  ) {}

  async get(userId: number): Promise<Choices> {
    return (await this.preferences.find(userId)) ?? NONE;
  }

  list(contained: JsonObject, request: PageRequest): Promise<Page<UserPreferences>> {
    return this.preferences.list(contained, request);
  }

  /**
   * Merges a patch into what is there at that moment: of two that change different things at once, both last. Throws
   * `version_mismatch`, `preferences_too_large` and `account_gone`.
   */
  patch(userId: number, patch: object, versions?: readonly number[]): Promise<Choices> {
    return this.#change(userId, versions, (before) => mergePatch(before, patch));
  }

  /** As `patch`, but nothing of what was there stays. */
  replace(userId: number, preferences: object, versions?: readonly number[]): Promise<Choices> {
    return this.#change(userId, versions, () => mergePatch({}, preferences));
  }

  #change(
    userId: number,
    versions: readonly number[] | undefined,
    change: (before: object) => object,
  ): Promise<Choices> {
    return this.database.transaction('preferences.change', async (tx) => {
      const before = await this.preferences.lock(tx, userId);
      if (versions && !versions.includes(before.version)) throw staleVersion('preferences document');
      const preferences = change(before.preferences);
      if (isDeepStrictEqual(preferences, before.preferences)) return before;
      return this.preferences.update(tx, userId, preferences);
    });
  }
}

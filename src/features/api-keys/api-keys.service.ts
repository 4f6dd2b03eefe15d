import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import { AppError } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { type Permission, permissionsOf, SCOPES } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import type { ApiKey } from './api-key.entity.js';
import { newApiKey, readApiKey } from './api-key-format.js';
import { ApiKeyUses } from './api-key-uses.js';
import { ApiKeysRepository } from './api-keys.repository.js';

const DAY_MS = 24 * 3600 * 1000;
const LIFETIME_MS = 90 * DAY_MS;
const LONGEST_LIFETIME_MS = 366 * DAY_MS;
const KEEP_REVOKED_MS = 90 * DAY_MS;
const KEYS_PER_USER = 50;

export interface NewApiKey {
  name: string;
  scopes: Permission[];
  expiresAt?: Date;
}

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly uses: ApiKeyUses,
    private readonly audit: AuditLog,
  ) {}

  list(userId: number, request: PageRequest): Promise<Page<ApiKey>> {
    return this.keys.list(userId, request);
  }

  /**
   * Makes a key; its text is returned here and never again. Throws `scope_not_allowed`, `expiry_out_of_range` and
   * `too_many_api_keys`.
   */
  async create(owner: Principal, wanted: NewApiKey): Promise<{ apiKey: ApiKey; key: string }> {
    const { name, scopes } = wanted;
    checkScopes(scopes, owner);
    const expiresAt = expiryOf(wanted);
    const { userId } = owner;
    return this.database.transaction('api_key.create', async (tx) => {
      if ((await this.keys.count(tx, userId)) >= KEYS_PER_USER) throw tooMany();
      await this.keys.forget(tx, userId, new Date(Date.now() - KEEP_REVOKED_MS));
      const { key, ...trace } = newApiKey();
      const apiKey = await this.keys.insert(tx, { userId, name, scopes, expiresAt, ...trace });
      await this.audit.record(
        {
          action: 'api_key.created',
          targetType: 'api_key',
          targetId: apiKey.id,
          details: { prefix: trace.prefix, scopes: scopes.join(' '), expiresAt: expiresAt.toISOString() },
        },
        tx,
      );
      return { apiKey, key };
    });
  }

  /** From its commit on the key is refused. Throws `api_key_not_found`, also for a key of somebody else. */
  revoke(userId: number, id: number): Promise<void> {
    return this.database.transaction('api_key.revoke', async (tx) => {
      if (!(await this.keys.revoke(tx, userId, id))) throw notFound(id);
      await this.audit.record({ action: 'api_key.revoked', targetType: 'api_key', targetId: id }, tx);
    });
  }

  /**
   * Who sends this key; undefined for one that is unknown, expired or revoked. Key and role are read from the primary
   * each time, so that what was revoked a moment ago is over, on every process.
   */
  async authenticate(key: string): Promise<Principal | undefined> {
    const given = readApiKey(key);
    if (!given) return undefined;
    const known = await readPrimary(() => this.keys.findByPrefix(given.prefix));
    if (!known || !timingSafeEqual(known.secretHash, given.secretHash)) return undefined;
    if (known.revokedAt || known.expiresAt.getTime() <= Date.now()) return undefined;
    this.uses.note(known.id);
    const { id: userId, role } = known.user;
    const allowed = permissionsOf(role);
    const permissions = SCOPES.filter((scope) => known.scopes.includes(scope) && allowed.has(scope));
    return { userId, role, method: 'api_key', permissions: new Set(permissions), apiKeyId: known.id };
  }
}

function checkScopes(scopes: readonly Permission[], { permissions }: Principal): void {
  const beyond = scopes.filter((scope) => !permissions.has(scope));
  if (beyond.length === 0) return;
  const message = `scopes must be permissions of your own role; not: ${beyond.join(', ')}`;
  throw invalid('scopes', 'scope_not_allowed', message);
}

function expiryOf({ expiresAt }: NewApiKey): Date {
  const now = Date.now();
  if (!expiresAt) return new Date(now + LIFETIME_MS);
  const time = expiresAt.getTime();
  if (time > now && time <= now + LONGEST_LIFETIME_MS) return expiresAt;
  throw invalid('expiresAt', 'expiry_out_of_range', 'expiresAt must be in the future, within a year');
}

function invalid(field: string, code: string, message: string): AppError {
  return new AppError('invalid', code, message, { errors: [{ field, code, message }] });
}

function tooMany(): AppError {
  const message = `You have ${KEYS_PER_USER} API keys. Revoke one first.`;
  return new AppError('conflict', 'too_many_api_keys', message);
}

function notFound(id: number): AppError {
  return new AppError('not_found', 'api_key_not_found', `There is no API key ${id}.`);
}

import { Injectable } from '@nestjs/common';
import { ANSWERS } from '../../platform/answers/answer-store.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Cache } from '../../platform/cache/cache.js';
import { answeredByCache } from '../../platform/cache/answered-by-cache.js';
import { isNamespace } from '../../platform/cache/define-cache.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { CacheRedisState } from '../../platform/cache/stats/cache-redis-state.js';
import { notFound } from '../../shared/app-error.js';

/** Drops what is kept, in Redis and in every process. Each is recorded first. All throw `cache_unavailable`. */
@Injectable()
export class CacheDropsService {
  constructor(
    private readonly cache: Cache,
    private readonly redis: CacheRedisState,
    private readonly audit: AuditLog,
  ) {}

  /** One entry, if it is there; answers that were made of it stay. */
  async dropKey(key: string): Promise<void> {
    await this.#begin('cache_key', key);
    await answeredByCache(this.cache.forget(key));
  }

  /** All that tells of it, answers too. */
  async dropTag(tag: string): Promise<void> {
    await this.#begin('cache_tag', tag);
    await this.cache.bump([tag]);
  }

  /** All values of a kind, and the answers that were made of them; or all answers. Throws `namespace_not_found`. */
  async dropNamespace(namespace: string): Promise<void> {
    if (namespace !== ANSWERS && !isNamespace(namespace)) throw notFound('namespace', namespace);
    await this.#begin('cache_namespace', namespace);
    await this.cache.bump([namespaceTag(namespace)]);
  }

  // Redis is told later of what it could not be told; whoever asks here wants to know.
  async #begin(targetType: string, targetId: string): Promise<void> {
    await answeredByCache(this.redis.read());
    await this.audit.record({ action: 'cache.dropped', targetType, targetId });
  }
}

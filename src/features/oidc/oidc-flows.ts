import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CacheRedis } from '../../platform/redis/cache-client.js';
import { CACHE_REDIS } from '../../platform/redis/redis.module.js';
import { AppError } from '../../shared/app-error.js';

/** How long somebody may take to sign in at the provider. */
export const FLOW_SECONDS = 600;

/** What a sign-in was begun with, and has to come back with. */
export interface Flow {
  state: string;
  nonce: string;
  verifier: string;
}

/** Sign-ins that are under way at the provider, in cache Redis; the browser holds the name of its own. */
@Injectable()
export class OidcFlows {
  constructor(@Inject(CACHE_REDIS) private readonly redis: CacheRedis) {}

  /** Keeps a flow and returns its name. Throws `oidc_unavailable`. */
  async keep(flow: Flow): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    await this.redis.set(key(id), JSON.stringify(flow), { EX: FLOW_SECONDS }).catch(unavailable);
    return id;
  }

  /** Takes a flow out, so that each comes back once at the most. Throws `oidc_flow_unknown` and `oidc_unavailable`. */
  async take(id: string | undefined): Promise<Flow> {
    const kept = id === undefined ? null : await this.redis.getDel(key(id)).catch(unavailable);
    if (typeof kept === 'string') return JSON.parse(kept) as Flow;
    const message = 'This sign-in was not begun in this browser, is over, or took too long. Begin again.';
    throw new AppError('malformed', 'oidc_flow_unknown', message);
  }
}

function key(id: string): string {
  return `oidc:flow:${id.slice(0, 100)}`;
}

function unavailable(cause: unknown): never {
  const message = 'Signing in by the provider is not possible at the moment.';
  throw new AppError('unavailable', 'oidc_unavailable', message, { retryAfter: 5, cause });
}

import { userInvalidations } from '../features/users/user.cache.js';
import type { Invalidation } from '../platform/cache/invalidation/invalidation.js';

/** What events make of what is kept in the cache: of all features, in every process. */
export const invalidations: readonly Invalidation[] = [...userInvalidations];

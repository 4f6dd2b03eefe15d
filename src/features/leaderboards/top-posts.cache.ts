import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { countersMadeRight } from '../counters/counters.events.js';
import { shownPost } from '../posts/post.cache.js';
import { usersImported } from '../users/users.events.js';

/** A job looks every minute whether likes have changed the order, which no event says. */
export const topPostsCache = defineCache({
  name: 'top-posts',
  version: 2,
  schema: z.array(shownPost),
  ttlMs: 120_000,
  staleForMs: 60_000,
  staleIfErrorMs: 600_000,
});

/** Which posts are liked most. */
export const TOP_POSTS = 'posts:top';

const EACH_LIST = namespaceTag(topPostsCache.name);

export const topPostsInvalidations: readonly Invalidation[] = [
  // Posts show the names of their authors.
  invalidates(usersImported, ({ updated }) => (updated ? [EACH_LIST] : [])),
  invalidates(countersMadeRight, () => [EACH_LIST]),
];

import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { countersMadeRight } from '../counters/counters.events.js';
import { postsImported } from '../posts/posts.events.js';
import { usersImported } from '../users/users.events.js';

/** Comments and likes are as old as the summary. Null: there is no such user. */
export const userSummaryCache = defineCache({
  name: 'user-summary',
  version: 2,
  schema: z
    .object({
      userId: z.number(),
      name: z.string(),
      postCount: z.number(),
      tagCount: z.number(),
      commentCount: z.number(),
      likeCount: z.number(),
      firstPublishedAt: z.coerce.date().nullable(),
      lastPublishedAt: z.coerce.date().nullable(),
    })
    .nullable(),
  ttlMs: 60_000,
  staleForMs: 30_000,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 60_000,
});

const EACH_SUMMARY = namespaceTag(userSummaryCache.name);

export const userSummaryInvalidations: readonly Invalidation[] = [
  invalidates(usersImported, ({ updated }) => (updated ? [EACH_SUMMARY] : [])),
  invalidates(postsImported, () => [EACH_SUMMARY]),
  invalidates(countersMadeRight, () => [EACH_SUMMARY]),
];

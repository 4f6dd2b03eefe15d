import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { postsImported } from '../posts/posts.events.js';
import { usersImported } from '../users/users.events.js';

/** Comments and likes are as old as the summary. Null: there is no such user. */
export const userSummaryCache = defineCache({
  name: 'user-summary',
  version: 1,
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
});

export const userSummaryInvalidations: readonly Invalidation[] = [
  invalidates(usersImported, ({ updated }) => (updated ? ['ns:user-summary'] : [])),
  invalidates(postsImported, () => ['ns:user-summary']),
];

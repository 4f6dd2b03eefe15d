import { commentInvalidations } from '../features/comments/comment.cache.js';
import { topPostsInvalidations } from '../features/leaderboards/top-posts.cache.js';
import { likeInvalidations } from '../features/likes/like.cache.js';
import { postInvalidations } from '../features/posts/post.cache.js';
import { userSummaryInvalidations } from '../features/user-summaries/user-summary.cache.js';
import { userInvalidations } from '../features/users/user.cache.js';
import type { Invalidation } from '../platform/cache/invalidation/invalidation.js';

/** What events make of what is kept in the cache: of all features, in every process. */
export const invalidations: readonly Invalidation[] = [
  ...userInvalidations,
  ...postInvalidations,
  ...commentInvalidations,
  ...likeInvalidations,
  ...userSummaryInvalidations,
  ...topPostsInvalidations,
];

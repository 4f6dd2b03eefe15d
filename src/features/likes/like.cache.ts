import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { postTag } from '../posts/post.cache.js';
import { likeChanged } from './likes.events.js';

/** Lists show the number of likes that they had when they were kept: they would be wrong at each like. */
export const likeInvalidations: readonly Invalidation[] = [
  invalidates(likeChanged, ({ postId }) => [postTag(postId)]),
];

import type { SortOrder } from '../../platform/database/keyset.js';
import type { Comment } from './comment.entity.js';

const byTime = {
  column: 'comment.createdAt',
  type: 'time',
  value: (comment: Comment) => comment.createdAt,
} as const;

/** The orders a list of comments can have; an index serves each. */
export const COMMENT_SORTS = {
  createdAt: { name: 'createdAt', direction: 'ASC', ...byTime },
  '-createdAt': { name: '-createdAt', direction: 'DESC', ...byTime },
} satisfies Record<string, SortOrder<Comment>>;

export type CommentSort = keyof typeof COMMENT_SORTS;

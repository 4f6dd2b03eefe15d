import type { SortOrder } from '../../platform/database/keyset.js';
import type { Post } from './post.entity.js';

/** The orders a list of posts can have; an index serves each. */
export const POST_SORTS = {
  createdAt: {
    name: 'createdAt',
    column: 'post.createdAt',
    direction: 'ASC',
    value: (post) => post.createdAt,
  },
  '-createdAt': {
    name: '-createdAt',
    column: 'post.createdAt',
    direction: 'DESC',
    value: (post) => post.createdAt,
  },
  title: { name: 'title', column: 'post.title', direction: 'ASC', value: (post) => post.title },
  '-title': { name: '-title', column: 'post.title', direction: 'DESC', value: (post) => post.title },
} satisfies Record<string, SortOrder<Post>>;

export type PostSort = keyof typeof POST_SORTS;

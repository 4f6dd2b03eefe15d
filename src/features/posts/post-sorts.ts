import type { SortOrder } from '../../platform/database/keyset.js';
import type { Post } from './post.entity.js';

/** The orders a list of posts can have; an index serves each. */
export const POST_SORTS = {
  publishedAt: {
    name: 'publishedAt',
    column: 'post.publishedAt',
    direction: 'ASC',
    type: 'time',
    value: publication,
  },
  '-publishedAt': {
    name: '-publishedAt',
    column: 'post.publishedAt',
    direction: 'DESC',
    type: 'time',
    value: publication,
  },
  createdAt: {
    name: 'createdAt',
    column: 'post.createdAt',
    direction: 'ASC',
    type: 'time',
    value: (post) => post.createdAt,
  },
  '-createdAt': {
    name: '-createdAt',
    column: 'post.createdAt',
    direction: 'DESC',
    type: 'time',
    value: (post) => post.createdAt,
  },
  title: { name: 'title', column: 'post.title', direction: 'ASC', type: 'text', value: (post) => post.title },
  '-title': {
    name: '-title',
    column: 'post.title',
    direction: 'DESC',
    type: 'text',
    value: (post) => post.title,
  },
} satisfies Record<string, SortOrder<Post>>;

export type PostSort = keyof typeof POST_SORTS;

// Only what is published is sorted by this.
function publication({ publishedAt }: Post): Date {
  if (publishedAt === null) throw new Error('a draft in a list of published posts');
  return publishedAt;
}

/** A number that triggers keep, and what it counts. */
export interface Counter {
  table: string;
  /** Column with the id of what it is kept for, a row of `owner`. */
  key: string;
  owner: string;
  column: string;
  /** A table with the same columns, what is in it counts as well: several rows for a key, or none. */
  slots?: string;
  counted: {
    table: string;
    key: string;
    /** Which rows count. */
    where: string;
  };
}

export const COUNTERS: readonly Counter[] = [
  {
    table: 'user_counters',
    key: 'user_id',
    owner: 'users',
    column: 'post_count',
    counted: { table: 'posts', key: 'author_id', where: 'published_at IS NOT NULL' },
  },
  {
    table: 'post_counters',
    key: 'post_id',
    owner: 'posts',
    column: 'comment_count',
    counted: { table: 'comments', key: 'post_id', where: 'deleted_at IS NULL' },
  },
  {
    table: 'post_counters',
    key: 'post_id',
    owner: 'posts',
    column: 'like_count',
    slots: 'post_like_slots',
    counted: { table: 'post_likes', key: 'post_id', where: 'true' },
  },
  {
    table: 'comment_counters',
    key: 'comment_id',
    owner: 'comments',
    column: 'reply_count',
    counted: { table: 'comments', key: 'parent_id', where: 'parent_id IS NOT NULL AND deleted_at IS NULL' },
  },
];

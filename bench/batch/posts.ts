import { postRows } from '../data-set/rows.ts';

export interface NewPost {
  title: string;
  body: string;
}

/** The same in every turn. */
export function newPosts(count: number): NewPost[] {
  return [...postRows(count, 1)].map(([, title = '', body = '']) => ({ title, body }));
}

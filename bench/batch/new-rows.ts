import { postRows, userRows } from '../data-set/rows.ts';

/** Rows to be added, the same in every turn. */
export interface NewRows {
  table: 'posts' | 'users';
  columns: { name: string; type: string }[];
  values: string[][];
  /** As the API takes them, in the place of `values`. */
  items: object[];
}

export function newPosts(count: number, author: number): NewRows {
  const posts = [...postRows(count, 1)].map(([, title = '', body = '']) => ({ title, body }));
  const columns = [
    { name: 'author_id', type: 'bigint' },
    { name: 'title', type: 'text' },
    { name: 'body', type: 'text' },
  ];
  const values = posts.map(({ title, body }) => [String(author), title, body]);
  return { table: 'posts', columns, values, items: posts };
}

export function newUsers(count: number): NewRows {
  const users = [...userRows(count)].map(([name = '', email = '']) => ({ name, email: `new.${email}` }));
  const columns = [
    { name: 'name', type: 'text' },
    { name: 'email', type: 'text' },
  ];
  const values = users.map(({ name, email }) => [name, email]);
  return { table: 'users', columns, values, items: users };
}

import type { Client } from 'pg';
import { copyRows } from '../data-set/copy-rows.ts';
import type { NewPost } from './posts.ts';

/** A way to add posts, all by one author. */
export interface Way {
  name: string;
  add: (posts: readonly NewPost[]) => Promise<unknown>;
}

const AUTHOR = 1;
const INSERT = 'INSERT INTO posts (author_id, title, body)';

export function waysInSql(client: Client): Way[] {
  const one = ({ title, body }: NewPost) =>
    client.query(`${INSERT} VALUES ($1, $2, $3)`, [AUTHOR, title, body]);
  return [
    {
      name: 'INSERT, one row and one commit each',
      add: async (posts) => {
        for (const post of posts) await one(post);
      },
    },
    {
      name: 'INSERT, one row each, one commit',
      add: async (posts) => {
        await client.query('BEGIN');
        for (const post of posts) await one(post);
        await client.query('COMMIT');
      },
    },
    { name: 'INSERT of many rows', add: (posts) => client.query(manyRows(posts)) },
    { name: 'INSERT from arrays', add: (posts) => client.query(fromArrays(posts)) },
    {
      name: 'COPY',
      add: (posts) =>
        copyRows(
          client,
          'posts (author_id, title, body) FROM STDIN',
          posts.map(({ title, body }) => [String(AUTHOR), title, body]),
        ),
    },
  ];
}

function manyRows(posts: readonly NewPost[]) {
  const rows = posts.map((_post, index) => `($${3 * index + 1}, $${3 * index + 2}, $${3 * index + 3})`);
  return {
    text: `${INSERT} VALUES ${rows.join(', ')}`,
    values: posts.flatMap(({ title, body }) => [AUTHOR, title, body]),
  };
}

function fromArrays(posts: readonly NewPost[]) {
  return {
    text: `${INSERT} SELECT $1, title, body FROM unnest($2::text[], $3::text[]) AS post (title, body)`,
    values: [AUTHOR, posts.map(({ title }) => title), posts.map(({ body }) => body)],
  };
}

/** Through the API, with validation, permissions and limits. */
export function waysInHttp(url: string, token: string): Way[] {
  const post = (path: string, body: object) => send(`${url}/api/v1/${path}`, token, body);
  return [
    {
      name: 'POST /posts, one after the other',
      add: async (posts) => {
        for (const each of posts) await post('posts', each);
      },
    },
    { name: 'POST /posts/batch', add: (posts) => post('posts/batch', { posts }) },
  ];
}

async function send(url: string, token: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${text}`);
}

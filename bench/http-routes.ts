import { USERS } from './sample-rows.ts';

export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface HttpRoute {
  name: string;
  /** Each connection sends them in turn, again and again. */
  requests: HttpRequest[];
  /** What all answers must have; any success where it is left out. */
  status?: number;
}

/** What is measured. Routes that write come last: the reads before them see the same rows in every run. */
export const HTTP_ROUTES: readonly HttpRoute[] = [
  { name: 'GET /users/:id', requests: some(1000, () => get(`/api/v1/users/${randomUser()}`)) },
  { name: 'GET /users?limit=20', requests: [get('/api/v1/users?limit=20')] },
  { name: 'GET /posts?limit=20', requests: [get('/api/v1/posts?limit=20')] },
  { name: 'POST /posts', requests: some(100, newPost) },
];

function get(path: string): HttpRequest {
  return { method: 'GET', path };
}

function newPost(): HttpRequest {
  const post = { authorId: randomUser(), title: 'A new post', body: 'All play and no work. '.repeat(12) };
  return {
    method: 'POST',
    path: '/api/v1/posts',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(post),
  };
}

function randomUser(): number {
  return 1 + Math.floor(Math.random() * USERS);
}

function some(count: number, make: () => HttpRequest): HttpRequest[] {
  return Array.from({ length: count }, make);
}

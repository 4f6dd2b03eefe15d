import { USERS } from './sample-rows.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Makes each request anew, of this one. */
  setupRequest?: <T extends object>(request: T) => T;
}

export interface HttpRoute {
  name: string;
  /** Each connection sends them in turn, again and again. */
  requests: HttpRequest[];
  /** What all answers must have; any success where it is left out. */
  status?: number;
}

type TokenOf = (userId: number) => Promise<string>;

// Routes that write come last: the reads before them see the same rows in every run.
const REQUESTS = {
  'GET /users/:id': async () => some(1000, () => get(`/api/v1/users/${randomUser()}`)),
  'GET /users?limit=20': async () => [get('/api/v1/users?limit=20')],
  'GET /posts?limit=20': async () => [get('/api/v1/posts?limit=20')],
  'POST /posts': (tokenOf: TokenOf) =>
    Promise.all(some(100, async () => newPost(await tokenOf(randomUser())))),
};

export type RouteName = keyof typeof REQUESTS;

export const ROUTE_NAMES = Object.keys(REQUESTS) as RouteName[];

/** What is measured. */
export function httpRoutes(names: readonly RouteName[], tokenOf: TokenOf): Promise<HttpRoute[]> {
  return Promise.all(names.map(async (name) => ({ name, requests: await REQUESTS[name](tokenOf) })));
}

function get(path: string): HttpRequest {
  return { method: 'GET', path };
}

function newPost(token: string): HttpRequest {
  const post = { title: 'A new post', body: 'All play and no work. '.repeat(12) };
  return {
    method: 'POST',
    path: '/api/v1/posts',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(post),
  };
}

function randomUser(): number {
  return 1 + Math.floor(Math.random() * USERS);
}

function some<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

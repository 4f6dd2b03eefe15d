import type { HttpRoute } from '../http-routes.ts';

// So few that each is asked for often enough to be hot, and so many that none is a special case.
const KEYS = 100;
const BATCH = 50;

/** By the name that `--route` takes; each with the paths that are asked for in turn. */
const PATHS = {
  'users-id': { name: 'GET /users/:id', paths: ids().map((id) => `/api/v1/users/${id}`) },
  'posts-id': { name: 'GET /posts/:id', paths: ids().map((id) => `/api/v1/posts/${id}`) },
  'posts-page': { name: 'GET /posts?limit=10&page=1', paths: ['/api/v1/posts?limit=10&page=1'] },
  'posts-top': { name: 'GET /posts/top?limit=100', paths: ['/api/v1/posts/top?limit=100'] },
  'users-ids': { name: `GET /users?ids= of ${BATCH}`, paths: batches() },
};

export interface CacheRoute {
  name: string;
  paths: string[];
}

export type CacheRouteName = keyof typeof PATHS;

export const CACHE_ROUTES = PATHS;

export const CACHE_ROUTE_NAMES = Object.keys(PATHS) as CacheRouteName[];

/** With the headers that a contender's client sends. */
export function routeFor({ name, paths }: CacheRoute, headers: Record<string, string>): HttpRoute {
  return { name, status: 200, requests: paths.map((path) => ({ method: 'GET', path, headers })) };
}

function ids(): number[] {
  return Array.from({ length: KEYS }, (_, index) => 1 + index * 17);
}

/** Each begins elsewhere among the same ids. */
function batches(): string[] {
  return [0, 10, 20, 30, 40].map(
    (first) =>
      `/api/v1/users?ids=${ids()
        .slice(first, first + BATCH)
        .join(',')}`,
  );
}

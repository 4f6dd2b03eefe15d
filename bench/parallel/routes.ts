import { TAGS } from '../data-set/rows.ts';
import { between, type Random, seeded } from '../data-set/random.ts';
import { WORDS } from '../data-set/vocabulary.ts';
import type { HttpRequest } from '../http-routes.ts';

export interface ParallelRoute {
  name: string;
  /** As many as are sent at the same time. */
  requests: HttpRequest[];
}

type MakeQuery = (random: Random, users: number) => string;

// Each request asks for something else, where there is something to ask for.
const QUERIES: Record<string, MakeQuery> = {
  'GET /posts': () => '',
  'GET /posts?authorId=': (random, users) => `?authorId=${between(random, 1, users)}`,
  'GET /posts?tag=': (random) => `?tag=${TAGS[between(random, 0, TAGS.length - 1)]}`,
  'GET /posts?title=': (random) => `?title=${WORDS[between(random, 1000, 7000)]}`,
};

export const ROUTE_NAMES = Object.keys(QUERIES);

/** Lists that an index makes cheap. */
export function parallelRoutes(users: number, requests: number): ParallelRoute[] {
  const random = seeded(6);
  return Object.entries(QUERIES).map(([name, query]) => ({
    name,
    requests: Array.from({ length: requests }, () => ({
      method: 'GET',
      path: `/api/v1/posts${query(random, users)}`,
    })),
  }));
}

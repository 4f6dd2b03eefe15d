import { accessTokens } from '../../access-tokens.ts';
import type { BenchStack } from '../../bench-stack.ts';
import { type Contender, startServer } from '../../contenders.ts';
import { between, seeded } from '../../data-set/random.ts';
import type { HttpRequest, HttpRoute } from '../../http-routes.ts';
import { runLoad } from '../../load.ts';
import { NODE_OPTIONS } from '../../node-options.ts';
import { USERS } from '../../sample-rows.ts';
import { type CacheTurn, cacheTurn, type TurnSetting, typicalTurn } from '../turn.ts';

const WAYS = {
  'primary only': { CACHE_ENABLED: 'false', replicas: false },
  replicas: { CACHE_ENABLED: 'false', replicas: true },
  cache: { CACHE_ENABLED: 'true', replicas: false },
  'replicas and cache': { CACHE_ENABLED: 'true', replicas: true },
} as const;

export type Way = keyof typeof WAYS;

export const WAY_NAMES = Object.keys(WAYS) as Way[];

const KEYS = 2_000;
const REQUESTS = 4_000;
const WRITE_EVERY = 50;

/** One client's reads of users, of whom some are read much more often than others, and now and then a user's own change. */
export async function measureTogether(
  bench: BenchStack,
  { rounds, warmUp, ...setting }: TurnSetting & { rounds: number; warmUp: number },
): Promise<Record<Way, CacheTurn>> {
  const undo: BenchStack['undo'] = [];
  const taken = Object.fromEntries(WAY_NAMES.map((way) => [way, [] as CacheTurn[]])) as Record<
    Way,
    CacheTurn[]
  >;
  try {
    const servers = await startWays({ ...bench, undo }, setting.signal);
    const route: HttpRoute = { name: 'users', requests: await mixed(bench.env) };
    for (const way of WAY_NAMES)
      await runLoad({ ...setting, contender: servers[way], route, seconds: warmUp });
    for (let round = 0; round < rounds; round += 1) {
      const first = round % WAY_NAMES.length;
      for (const way of [...WAY_NAMES.slice(first), ...WAY_NAMES.slice(0, first)])
        taken[way].push(await cacheTurn(servers[way], route, setting));
    }
  } finally {
    for (const step of undo.reverse()) await step();
  }
  return Object.fromEntries(WAY_NAMES.map((way) => [way, typicalTurn(taken[way])])) as Record<Way, CacheTurn>;
}

async function startWays(bench: BenchStack, signal: AbortSignal): Promise<Record<Way, Contender>> {
  const started = {} as Record<Way, Contender>;
  for (const way of WAY_NAMES) {
    const { replicas, CACHE_ENABLED } = WAYS[way];
    const urls = replicas ? {} : { DATABASE_REPLICA_URLS: '' };
    const env = { ...bench.env, NODE_OPTIONS, CACHE_ENABLED, ...urls };
    started[way] = await startServer(
      way.replaceAll(' ', '-'),
      ['dist/main/api.js'],
      { ...bench, env },
      signal,
    );
  }
  return started;
}

/** The same for all: the square of an even distribution makes a few users popular. */
async function mixed(env: NodeJS.ProcessEnv): Promise<HttpRequest[]> {
  const random = seeded(7);
  const tokenOf = await accessTokens(env);
  const user = () => 1 + Math.floor(random() ** 2 * Math.min(KEYS, USERS));
  const requests: HttpRequest[] = [];
  for (let index = 0; index < REQUESTS; index += 1) {
    const id = user();
    const path = `/api/v1/users/${id}`;
    requests.push(
      index % WRITE_EVERY === WRITE_EVERY - 1
        ? rename(path, await tokenOf(id), between(random, 1, 1_000_000))
        : { method: 'GET', path },
    );
  }
  return requests;
}

function rename(path: string, token: string, number: number): HttpRequest {
  return {
    method: 'PATCH',
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: `User number ${number}` }),
  };
}

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createClient } from 'redis';
import type { BenchStack } from '../bench-stack.ts';
import { type Contender, startServer } from '../contenders.ts';
import { NODE_OPTIONS } from '../node-options.ts';
import type { CacheRoute } from './routes.ts';

export const CONTENDER_NAMES = ['near cache', 'Redis hit', 'replica', 'primary', 'bare'] as const;

export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** A server, and what its clients send along. */
export interface CacheContender extends Contender {
  name: ContenderName;
  headers: Record<string, string>;
}

interface Settings {
  signal: AbortSignal;
  /** Each process leaves a CPU profile in it. */
  profile?: string;
}

/** The API three times, as it is set for what is measured, and the bare server. All run Node with the same options. */
export async function startCacheContenders(bench: BenchStack, settings: Settings): Promise<CacheContender[]> {
  const start = (name: string, program: string, env: NodeJS.ProcessEnv) =>
    startServer(
      name,
      [...profiling(name, settings.profile), program],
      { ...bench, env: { ...bench.env, NODE_OPTIONS, ...env } },
      settings.signal,
    );
  const api = 'dist/main/api.js';
  const [near, redis, database, bare] = await Promise.all([
    start('near', api, {}),
    start('redis', api, { CACHE_NEAR_MAX_BYTES: '0' }),
    start('database', api, { CACHE_ENABLED: 'false' }),
    start('bare', 'bench/cache/bare-server.ts', {}),
  ]);
  return [
    { ...near, name: 'near cache', headers: {} },
    { ...redis, name: 'Redis hit', headers: {} },
    { ...database, name: 'replica', headers: {} },
    { ...database, name: 'primary', headers: { 'cache-control': 'no-cache' } },
    { ...bare, name: 'bare', headers: {} },
  ];
}

/**
 * Gives the bare server the answers of the database and the fields of the cache, and compares what the others say with
 * those answers, byte by byte.
 */
export async function checkSameBytes(
  contenders: CacheContender[],
  routes: readonly CacheRoute[],
  redisUrl: string,
): Promise<void> {
  const [near, primary] = ['near cache', 'primary'].map((name) =>
    contenders.find((each) => each.name === name),
  );
  if (!near || !primary) throw new Error('nobody asks the primary, or the near cache');
  const redis = await createClient({ url: redisUrl }).connect();
  try {
    const paths = routes.flatMap((route) => route.paths);
    await redis.set('bare:fields', await fieldsOf(near, paths[0] ?? '/'));
    for (const path of paths) {
      const expected = await ask(primary, path);
      await redis.set(`bare:${path}`, expected);
      // Twice, because the first one fills the cache.
      for (const contender of [...contenders, ...contenders])
        if ((await ask(contender, path)) !== expected)
          throw new Error(`${contender.name} answers ${path} differently`);
    }
  } finally {
    redis.destroy();
  }
}

// Node adds its own to each answer.
const OF_NODE = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/** All fields of an answer from the cache, as JSON. */
async function fieldsOf({ url, headers }: CacheContender, path: string): Promise<string> {
  for (let turn = 0; turn < 100; turn += 1) {
    const answer = await fetch(url + path, { headers });
    await answer.arrayBuffer();
    const fields = [...answer.headers].filter(([name]) => !OF_NODE.includes(name));
    if (answer.headers.get('x-cache') === 'HIT') return JSON.stringify(Object.fromEntries(fields));
  }
  throw new Error(`${path} is not answered from the cache`);
}

async function ask({ url, headers }: CacheContender, path: string): Promise<string> {
  const answer = await fetch(url + path, { headers });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function profiling(name: string, folder?: string): string[] {
  if (!folder) return [];
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${resolve(folder)}`, `--cpu-prof-name=${name}.cpuprofile`];
}

import { accessTokens } from '../access-tokens.ts';
import type { BenchStack } from '../bench-stack.ts';
import { startServer } from '../contenders.ts';
import { sentStatements, type Statement, withStatementLog } from './sent-statements.ts';

export interface Asked {
  path: string;
  answer: unknown;
  /** Until the answer is there. */
  ms: number;
  /** The reads that the API needed for it. */
  statements: Statement[];
}

/** Runs `work` with an API that may take its time and is asked as an admin; says what it sent to the database. */
export async function withWatchedApi<T>(
  bench: BenchStack,
  signal: AbortSignal,
  work: (ask: (path: string) => Promise<Asked>) => Promise<T>,
): Promise<T> {
  const DATABASE_URL = withStatementLog(bench.env.DATABASE_URL ?? '');
  const env = { ...bench.env, DATABASE_URL, ...PATIENCE };
  const undo: BenchStack['undo'] = [];
  try {
    const api = await startServer('api', ['dist/main/api.js'], { ...bench, env, undo }, signal);
    const token = await (await accessTokens(env))(1, 'admin');
    return await work(async (path) => {
      const url = `${api.url}/api/v1/${path}`;
      let exchange = { ms: Number.NaN, answer: undefined as unknown };
      const sent = await sentStatements(bench.stack.dir, async () => (exchange = await get(url, token)));
      return { path, ...exchange, statements: sent.filter(({ sql }) => /^\s*(SELECT|WITH)\b/i.test(sql)) };
    });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** No request gives up, whether it waits for a connection or for its statement, and a slow database is not a dead one. */
export const PATIENCE = {
  REQUEST_TIMEOUT_MS: '600000',
  DATABASE_STATEMENT_TIMEOUT_MS: '600000',
  DATABASE_CONNECT_TIMEOUT_MS: '600000',
  DATABASE_PROBE_TIMEOUT_MS: '600000',
};

async function get(url: string, token: string): Promise<{ ms: number; answer: unknown }> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return { ms: performance.now() - startedAt, answer };
}

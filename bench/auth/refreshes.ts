import type { Contender } from '../contenders.ts';
import { cpuSeconds } from '../cpu-time.ts';
import { median } from '../statistics.ts';
import { type CallersResult, runCallers, type Try } from './callers.ts';
import { post } from './exchange.ts';
import { signIn, type Tokens } from './sign-in.ts';

const CLIENTS = 32;
const AT_ONCE = 100;

/** One token that many clients exchange at once. */
export interface Contention {
  clients: number;
  bursts: number;
  /** Until all of a burst have their answer: the median. */
  burstMs: number;
  cpuUs: number;
  /** Different tokens given for the same one, at the most; more than one would be two sessions. */
  successors: number;
  failed: number;
}

export interface Refreshes {
  distinct: CallersResult;
  same: Contention;
}

export async function measureRefreshes(
  api: Contender,
  { seconds, bursts }: { seconds: number; bursts: number },
  signal: AbortSignal,
): Promise<Refreshes> {
  return { distinct: await distinctTokens(api, seconds, signal), same: await sameToken(api, bursts, signal) };
}

/** Clients that each renew a session of their own, again and again. */
async function distinctTokens(api: Contender, seconds: number, signal: AbortSignal): Promise<CallersResult> {
  const tokens = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => (await signIn(api.url, client)).refreshToken),
  );
  return runCallers({ contender: api, clients: CLIENTS, seconds, signal, call });

  async function call(client: number): Promise<Try> {
    const token = tokens[client] ?? '';
    const next = await exchange(api, token);
    tokens[client] = next ?? token;
    return { outcome: next === undefined ? 'failed' : 'done' };
  }
}

async function sameToken(api: Contender, bursts: number, signal: AbortSignal): Promise<Contention> {
  const times: number[] = [];
  let [cpu, successors, failed] = [0, 0, 0];
  for (let burst = 0; burst < bursts; burst += 1) {
    signal.throwIfAborted();
    const { refreshToken } = await signIn(api.url, burst);
    const [startedAt, cpuBefore] = [performance.now(), cpuSeconds(api.pid)];
    const given = await Promise.all(Array.from({ length: AT_ONCE }, () => exchange(api, refreshToken)));
    times.push(performance.now() - startedAt);
    cpu += cpuSeconds(api.pid) - cpuBefore;
    failed += given.filter((token) => token === undefined).length;
    successors = Math.max(successors, new Set(given.filter((token) => token !== undefined)).size);
  }
  const cpuUs = (cpu / bursts / AT_ONCE) * 1e6;
  return { clients: AT_ONCE, bursts, burstMs: median(times), cpuUs, successors, failed };
}

async function exchange({ url }: Contender, refreshToken: string): Promise<string | undefined> {
  const answer = await post(`${url}/api/v1/auth/refresh`, { refreshToken });
  const body = (await answer.json()) as Partial<Tokens>;
  return answer.ok ? body.refreshToken : undefined;
}

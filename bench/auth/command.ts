import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { type BenchStack, withBenchStack } from '../bench-stack.ts';
import { type Contender, startServer } from '../contenders.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { givePasswords } from './accounts.ts';
import { measureSteps } from './alone.ts';
import { BEHIND_PROXY, BY_HTTPS } from './exchange.ts';
import { measureLogins } from './logins.ts';
import { measureRefreshes } from './refreshes.ts';
import { compareCosts, type Kind } from './request-cost.ts';
import { signIn, signInEveryWay, WAYS } from './sign-in.ts';
import { costTable, loginTable, refreshTables, stepTable } from './tables.ts';

interface AuthOptions extends BenchOptions {
  connections: number;
  bursts: number;
}

export function addAuthBench(program: Command): void {
  const description = 'signing in, requests that say who sends them, refreshing, and limits';
  benchCommand(program, 'auth', description, { rounds: 3, seconds: 3 })
    .option('--connections <n>', 'connections that each wait for their answer', positiveInteger, 16)
    .option('--bursts <n>', 'times that one refresh token is used by all at once', positiveInteger, 10)
    .action(benchAuth);
}

async function benchAuth(options: AuthOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async (bench) => {
    const env = { ...bench.env, ...BEHIND_PROXY, ...NO_LOCK_OUT };
    const machine = await machineFacts(env);
    console.log(`${describeMachine(machine)}\nclients, server and database share the machine: compare CPU`);
    await givePasswords(env);
    const api = await startServer('api', ['dist/main/api.js'], { ...bench, env }, signal);
    const limited = await startLimited({ ...bench, env }, signal);
    const { accessToken } = await signIn(api.url, 0);
    const load = { ...options, signal };
    return {
      ...{ machine, options },
      steps: await measureSteps(env, accessToken),
      logins: await measureLogins(api, options.seconds, signal),
      requests: await compareCosts(await signedInKinds(api), load),
      limits: await compareCosts(limitKinds(api, limited), load),
      refreshes: await measureRefreshes(api, options, signal),
    };
  });
  const { steps, logins, requests, limits, refreshes } = result;
  console.log(`\nsingle steps (${steps.hashParameters})\n${stepTable(steps)}`);
  console.log(`\nPOST /auth/login\n${loginTable(logins, steps)}`);
  console.log(`\nGET /posts/:id\n${costTable(requests)}`);
  console.log(`\nlimits\n${costTable(limits)}`);
  console.log(`\nPOST /auth/refresh\n${refreshTables(refreshes)}`);
  const failed = [...requests, ...limits].reduce((total, { failures }) => total + failures, 0);
  const broken = [...logins, refreshes.distinct, refreshes.same].reduce(
    (total, each) => total + each.failed,
    0,
  );
  if (failed + broken > 0 || refreshes.same.successors !== 1) process.exitCode = 1;
  console.log(`\nwritten to ${writeResult('auth', result, options.results)}`);
}

// Attempts are counted until they have succeeded, and all come from one address.
const NO_LOCK_OUT = { LOGIN_ATTEMPTS: '1000000', LOGIN_ADDRESS_ATTEMPTS: '1000000' };

/** One that refuses whatever is not signed in. It has a Redis database of its own, or the two would count together. */
async function startLimited(bench: BenchStack, signal: AbortSignal): Promise<Contender> {
  const cache = Object.assign(new URL(bench.env.REDIS_CACHE_URL ?? ''), { pathname: '/1' }).toString();
  const env = { ...bench.env, REDIS_CACHE_URL: cache, RATE_LIMIT_ANONYMOUS: '1/24h' };
  const limited = await startServer('limited', ['dist/main/api.js'], { ...bench, env }, signal);
  await fetch(`${limited.url}/about`);
  return limited;
}

async function signedInKinds(api: Contender): Promise<Kind[]> {
  const headers = await signInEveryWay(api.url);
  return WAYS.map((way) => kind(api, way, '/api/v1/posts/1', headers[way]));
}

function limitKinds(api: Contender, limited: Contender): Kind[] {
  const refused = kind(limited, 'GET /posts/:id, refused with 429', '/api/v1/posts/1', BY_HTTPS);
  return [
    kind(api, 'GET /posts/:id, counted and served', '/api/v1/posts/1', BY_HTTPS),
    { ...refused, route: { ...refused.route, status: 429 } },
    kind(api, 'GET /about, counted and served', '/about', BY_HTTPS),
    kind(api, 'GET /health/live, not counted', '/health/live', BY_HTTPS),
  ];
}

function kind(contender: Contender, name: string, path: string, headers: Record<string, string>): Kind {
  return { contender, route: { name, requests: [{ method: 'GET', path, headers }] } };
}

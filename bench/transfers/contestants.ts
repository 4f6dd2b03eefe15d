import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_DIR } from '../../local/project.ts';
import { accessTokens } from '../access-tokens.ts';
import type { BenchStack } from '../bench-stack.ts';
import { type Contender, startServer } from '../contenders.ts';
import { runLoad } from '../load.ts';
import { twoOf } from './busy-clients.ts';
import { PAYMENT } from './payment.ts';
import { findPgbench, pgbench } from './pgbench.ts';
import type { Contestant, Count } from './turn.ts';

const HERE = join(PROJECT_DIR, 'bench', 'transfers');
const SCRIPT = join(HERE, 'transfer.sql');

/** Those who make the same transfers, the one that the others are measured against first. */
export async function startContestants(
  bench: BenchStack,
  accounts: number,
  signal: AbortSignal,
): Promise<Contestant[]> {
  const url = bench.env.DATABASE_URL ?? '';
  const program = findPgbench();
  const service = await startServer('service', [join(HERE, 'service.ts')], bench, signal);
  const api = await startServer('api', ['dist/main/api.js'], bench, signal);
  return [
    program ? pgbench(program, SCRIPT, url, bench.dir) : bareLoop(url),
    throughService(service),
    throughApi(api, await tokens(bench.env, accounts), signal),
  ];
}

function bareLoop(url: string): Contestant {
  const transfer = async (settings: object) => {
    const args = [join(HERE, 'bare-loop.ts'), url, SCRIPT, JSON.stringify(settings)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Count;
  };
  return { name: 'bare pg driver (no pgbench here)', transfer };
}

function throughService({ pid, url }: Contender): Contestant {
  const transfer = async (settings: object) => {
    const body = JSON.stringify(settings);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/turn`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`the service gave up: ${await answer.text()}`);
    return (await answer.json()) as Count;
  };
  return { name: 'service', pid, transfer };
}

/** Each request has an Idempotency-Key of its own and the token of its sender. */
function throughApi(contender: Contender, authorization: string[], signal: AbortSignal): Contestant {
  const name = 'API';
  return {
    name,
    pid: contender.pid,
    transfer: async ({ accounts, clients: connections, seconds }) => {
      const route = {
        name,
        requests: [{ method: 'POST' as const, path: '/api/v1/transfers', setupRequest }],
      };
      const load = await runLoad({ contender, route, connections, seconds, signal });
      const { requestsPerSecond, p50Ms, p99Ms, answers, failures } = load;
      return { perSecond: requestsPerSecond, p50Ms, p99Ms, transfers: answers - failures, failures };

      function setupRequest<T extends object>(request: T): T {
        const [from, toUserId] = twoOf(accounts);
        return {
          ...request,
          headers: {
            'content-type': 'application/json',
            authorization: authorization[from],
            'idempotency-key': crypto.randomUUID(),
          },
          body: JSON.stringify({ ...PAYMENT, toUserId }),
        };
      }
    },
  };
}

/** What the users with the ids 1 to `accounts` send, by id. */
async function tokens(env: NodeJS.ProcessEnv, accounts: number): Promise<string[]> {
  const tokenOf = await accessTokens(env);
  return Promise.all(Array.from({ length: accounts + 1 }, async (_, id) => `Bearer ${await tokenOf(id)}`));
}

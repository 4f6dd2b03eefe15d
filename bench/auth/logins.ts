import type { Contender } from '../contenders.ts';
import { credentials } from './accounts.ts';
import { type CallersResult, runCallers, type Try } from './callers.ts';
import { post } from './exchange.ts';

/** More than the queue of passwords holds comes with the last one. */
const LOGIN_CLIENTS = [1, 8, 64, 256];

/** Sign-ins by password, each client on an account of its own. */
export async function measureLogins(
  api: Contender,
  seconds: number,
  signal: AbortSignal,
): Promise<CallersResult[]> {
  const results: CallersResult[] = [];
  const turn = (clients: number) => runCallers({ contender: api, clients, seconds, signal, call });
  // Code that has run a few times only costs several times as much.
  await turn(8);
  for (const clients of LOGIN_CLIENTS) results.push(await turn(clients));
  return results;

  async function call(client: number): Promise<Try> {
    const answer = await post(`${api.url}/api/v1/auth/login`, credentials(client));
    await answer.text();
    if (answer.ok) return { outcome: 'done' };
    const waitMs = Number(answer.headers.get('retry-after') ?? 1) * 1000;
    return { outcome: answer.status === 503 ? 'refused' : 'failed', waitMs };
  }
}

import { randomUUID } from 'node:crypto';
import type { Contender } from '../contenders.ts';
import { cpuSeconds } from '../cpu-time.ts';
import { percentile } from '../statistics.ts';

interface PairsResult {
  /** Pairs. */
  perSecond: number;
  readP50Ms: number;
  readP99Ms: number;
  /** CPU time of the server process for one pair, in microseconds. */
  serverCpuUs: number;
  /** Reads that did not show what the same client had just written. */
  stale: number;
  /** Answers other than 2xx, and connections that broke. */
  failures: number;
}

interface Pairs {
  contender: Contender;
  clients: number;
  pairs: number;
  signal: AbortSignal;
}

const TOKEN = 'x-consistency-token';

/** Clients that each change a row of their own and read it back at once, with the token they got if they got one. */
export async function writeThenRead({ contender, clients, pairs, signal }: Pairs): Promise<PairsResult> {
  const times: number[] = [];
  const seen = { started: 0, stale: 0, failures: 0 };
  const cpuBefore = cpuSeconds(contender.pid);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, client) => runClient(`/users/${client + 1}`)));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = cpuSeconds(contender.pid) - cpuBefore;
  times.sort((a, b) => a - b);
  return {
    perSecond: pairs / seconds,
    readP50Ms: percentile(times, 50),
    readP99Ms: percentile(times, 99),
    serverCpuUs: (cpu / pairs) * 1e6,
    stale: seen.stale,
    failures: seen.failures,
  };

  async function runClient(path: string): Promise<void> {
    while (seen.started < pairs) {
      seen.started += 1;
      signal.throwIfAborted();
      await pair(contender.url + path, randomUUID()).catch(() => {
        seen.failures += 1;
      });
    }
  }

  async function pair(url: string, name: string): Promise<void> {
    const write = await fetch(url, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    await bodyOf(write);
    const readAt = performance.now();
    const token = write.headers.get(TOKEN);
    const read = await bodyOf(await fetch(url, token ? { headers: { [TOKEN]: token } } : {}));
    times.push(performance.now() - readAt);
    if (read.name !== name) seen.stale += 1;
  }
}

async function bodyOf(answer: Response): Promise<{ name: string }> {
  if (!answer.ok) throw new Error(`status ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { name: string };
}

import autocannon from 'autocannon';
import type { HttpRequest } from '../http-routes.ts';
import { percentile } from '../statistics.ts';

export interface BurstResult {
  answers: number;
  /** Answers that are no success, and requests without an answer. */
  failures: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Until the last answer. */
  seconds: number;
}

export interface RouteBursts {
  route: string;
  without: BurstResult;
  with: BurstResult;
}

/** Sends all requests at the same time, each on a connection of its own, and waits for all answers. */
export async function burst(url: string, requests: HttpRequest[], signal: AbortSignal): Promise<BurstResult> {
  const times: number[] = [];
  let next = 0;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections: requests.length,
        amount: requests.length,
        timeout: 600,
        // Each connection starts with another one.
        setupClient: (client) => client.setRequests([requests[next++ % requests.length] ?? {}]),
      },
      (error, outcome) => (error ? reject(error as Error) : resolve(outcome)),
    );
    instance.on('response', (_client, _status, _bytes, ms) => times.push(ms));
    signal.addEventListener('abort', () => instance.stop?.(), { once: true });
  });
  signal.throwIfAborted();
  times.sort((a, b) => a - b);
  return {
    answers: times.length,
    failures: result.non2xx + (requests.length - times.length),
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    p99Ms: percentile(times, 99),
    seconds: (times.at(-1) ?? 0) / 1000,
  };
}

import autocannon from 'autocannon';
import type { Contender } from './contenders.ts';
import { cpuSeconds } from './cpu-time.ts';
import type { HttpRoute } from './http-routes.ts';
import { percentile } from './statistics.ts';

export interface LoadResult {
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** CPU time of the server process for one request, in microseconds. */
  cpuUs: number;
  answers: number;
  /** Answers with another status than expected, connection errors and time-outs. */
  failures: number;
}

interface Load {
  contender: Contender;
  route: HttpRoute;
  connections: number;
  seconds: number;
  signal: AbortSignal;
}

/** Keeps every connection busy with one request at a time. */
export async function runLoad({ contender, route, connections, seconds, signal }: Load): Promise<LoadResult> {
  signal.throwIfAborted();
  const times: number[] = [];
  let unexpected = 0;
  const cpuBefore = cpuSeconds(contender.pid);
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const { url } = contender;
    const requests = route.requests.map((request) => ({ ...request }));
    const instance = autocannon({ url, connections, duration: seconds, requests }, (error, outcome) =>
      error ? reject(error as Error) : resolve(outcome),
    );
    instance.on('response', (_client, status, _bytes, ms) => {
      times.push(ms);
      if (!isExpected(status, route)) unexpected += 1;
    });
    signal.addEventListener('abort', () => instance.stop?.(), { once: true });
  });
  const cpu = cpuSeconds(contender.pid) - cpuBefore;
  signal.throwIfAborted();
  times.sort((a, b) => a - b);
  return {
    requestsPerSecond: times.length / result.duration,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    p99Ms: percentile(times, 99),
    cpuUs: (cpu / times.length) * 1e6,
    answers: times.length,
    failures: unexpected + result.errors + result.timeouts,
  };
}

function isExpected(status: number, route: HttpRoute): boolean {
  return route.status === undefined ? status >= 200 && status < 300 : status === route.status;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from '../contenders.ts';
import { cpuSeconds, workerThreadSeconds } from '../cpu-time.ts';
import { percentile } from '../statistics.ts';

type Outcome = 'done' | 'refused' | 'failed';

/** How one try of a client ended, and how long it then waits. */
export interface Try {
  outcome: Outcome;
  waitMs?: number;
}

export interface CallersResult {
  clients: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of the server for one that was done, in microseconds; what was refused is part of it. */
  cpuUs: number;
  /** Of that, on the threads that hash passwords; undefined where that cannot be told. */
  workerCpuUs?: number;
  done: number;
  refused: number;
  failed: number;
}

interface Callers {
  contender: Contender;
  clients: number;
  seconds: number;
  signal: AbortSignal;
  /** One try of a client. The number is the client's. */
  call: (client: number) => Promise<Try>;
}

const RAMP_MS = 500;

/** Clients that each wait for their answer, and for as long as a refusal tells them to. */
export async function runCallers({
  contender,
  clients,
  seconds,
  signal,
  call,
}: Callers): Promise<CallersResult> {
  const counts: Record<Outcome, number> = { done: 0, refused: 0, failed: 0 };
  const times: number[] = [];
  const over = new AbortController();
  let measuring = false;
  const running = Promise.all(Array.from({ length: clients }, (_, client) => runClient(client)));
  await sleep(RAMP_MS);
  measuring = true;
  const before = reading(contender.pid);
  await sleep(seconds * 1000, undefined, { signal });
  measuring = false;
  const after = reading(contender.pid);
  over.abort();
  await running;
  return { clients, ...spread(times), ...ratesOf(before, after, counts.done), ...counts };

  async function runClient(client: number): Promise<void> {
    while (!over.signal.aborted && !signal.aborted) {
      const begunAt = performance.now();
      const { outcome, waitMs = 0 } = await call(client).catch(broken);
      if (measuring) counts[outcome] += 1;
      if (measuring && outcome === 'done') times.push(performance.now() - begunAt);
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: over.signal }).catch(() => {});
    }
  }
}

// The connection, and not an answer.
function broken(): Try {
  return { outcome: 'failed', waitMs: 100 };
}

function spread(times: number[]): Pick<CallersResult, 'p50Ms' | 'p99Ms'> {
  times.sort((a, b) => a - b);
  return { p50Ms: percentile(times, 50), p99Ms: percentile(times, 99) };
}

type Reading = ReturnType<typeof reading>;

function ratesOf(before: Reading, after: Reading, done: number) {
  const perDone = (from = NaN, to = NaN) => ((to - from) / done) * 1e6;
  return {
    perSecond: (done * 1000) / (after.ms - before.ms),
    cpuUs: perDone(before.cpu, after.cpu),
    workerCpuUs: perDone(before.workers, after.workers),
  };
}

function reading(pid: number) {
  return { ms: performance.now(), cpu: cpuSeconds(pid), workers: workerThreadSeconds(pid) };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../statistics.ts';

export interface Latencies {
  requests: number;
  p50Ms: number;
  p99Ms: number;
}

const EVERY_MS = 10;

/** How long a request takes that comes a hundred times a second, one after the other, until `until` is done. */
export async function steadyRequests(url: string, until: Promise<unknown>): Promise<Latencies> {
  let isDone = false;
  const done = () => (isDone = true);
  until.then(done, done);
  const times: number[] = [];
  while (!isDone) {
    const startedAt = performance.now();
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
    const ms = performance.now() - startedAt;
    times.push(ms);
    if (ms < EVERY_MS) await sleep(EVERY_MS - ms);
  }
  times.sort((one, other) => one - other);
  return { requests: times.length, p50Ms: percentile(times, 50), p99Ms: percentile(times, 99) };
}

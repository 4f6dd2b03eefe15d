import { Gauge } from 'prom-client';
import type { OutboxCensus } from '../../outbox/outbox-census.js';
import type { QueueCensus } from './queue-census.js';

const jobs = new Gauge({
  name: 'groundwork_queue_jobs',
  help: 'Jobs of a queue by state: waiting, delayed, active, completed in the last day, failed in the last week',
  labelNames: ['queue', 'state'],
});

const oldest = new Gauge({
  name: 'groundwork_queue_oldest_waiting_seconds',
  help: 'For how long the oldest job has been waiting that could be done now; 0 when there is none',
  labelNames: ['queue'],
});

const outboxRows = new Gauge({
  name: 'groundwork_outbox_rows',
  help: 'Jobs that have not been handed to their queue yet; 100000 stands for more',
});

const outboxOldest = new Gauge({
  name: 'groundwork_outbox_oldest_seconds',
  help: 'For how long the oldest of them has been there; 0 when there is none',
});

export function recordQueue(queue: string, { counts }: QueueCensus, oldestMs: number): void {
  for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
  oldest.set({ queue }, oldestMs / 1000);
}

/** What nobody knows is not shown, rather than what was true once. */
export function forgetQueues(): void {
  jobs.reset();
  oldest.reset();
}

export function recordOutbox({ rows, oldestSeconds }: OutboxCensus): void {
  outboxRows.set(rows);
  outboxOldest.set(oldestSeconds);
}

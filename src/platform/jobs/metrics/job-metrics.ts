import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { JobHistoryEntry } from '../history/job-history-entry.js';
import { JobDefinitions } from '../job-definitions.js';

const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800];

const runs = new Counter({
  name: 'groundwork_jobs_total',
  help: 'Runs of jobs by how they ended: completed, failed for good, cancelled, or failed and to be repeated',
  labelNames: ['queue', 'job', 'outcome'],
});

const stalls = new Counter({
  name: 'groundwork_job_stalls_total',
  help: 'Jobs whose worker died or did not answer, and that were given to another',
  labelNames: ['queue'],
});

const waits = new Histogram({
  name: 'groundwork_job_wait_seconds',
  help: 'Time from when a job was due until its last run began',
  labelNames: ['queue', 'job'],
  buckets: SECONDS,
});

const times = new Histogram({
  name: 'groundwork_job_run_seconds',
  help: 'Time that the last run of a job took',
  labelNames: ['queue', 'job'],
  buckets: SECONDS,
});

/** Counts what becomes of the jobs that this process takes. */
@Injectable()
export class JobMetrics {
  constructor(private readonly definitions: JobDefinitions) {}

  /** A job has come to its end. */
  ended({ queue, name, outcome, waitMs, runMs }: JobHistoryEntry): void {
    const labels = this.#labels(queue, name);
    runs.inc({ ...labels, outcome });
    if (waitMs !== undefined) waits.observe(labels, waitMs / 1000);
    if (runMs !== undefined) times.observe(labels, runMs / 1000);
  }

  /** A run has failed, and there will be another. */
  repeated(queue: string, name: string): void {
    runs.inc({ ...this.#labels(queue, name), outcome: 'repeated' });
  }

  stalled(queue: string): void {
    stalls.inc({ queue });
  }

  // Redis may hold jobs of any name.
  #labels(queue: string, name: string): { queue: string; job: string } {
    return { queue, job: this.definitions.find(queue, name) ? name : 'unknown' };
  }
}

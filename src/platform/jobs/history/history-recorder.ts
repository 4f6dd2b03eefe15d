import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Job } from 'bullmq';
import { AppError } from '../../../shared/app-error.js';
import { within } from '../../../shared/within.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import type { JobEnvelope } from '../job-envelope.js';
import { historyEntries } from './history-metrics.js';
import { JobHistory } from './job-history.js';
import { historyEntryOf, type JobHistoryEntry } from './job-history-entry.js';

const INTERVAL_MS = 500;
const BATCH = 2000;
const ROOM = 100_000;
const LAST_WRITE_MS = 3000;
const WORKER = `${hostname()}:${process.pid}`;

/**
 * Writes the history of the jobs that end in this process, many at a time, beside the jobs. Nothing waits for it: what
 * finds no room, and what dies with the process, is left to the sweep.
 */
@Injectable()
export class HistoryRecorder implements OnModuleInit {
  readonly #logger = new Logger('JobHistory');
  readonly #entries: JobHistoryEntry[] = [];
  readonly #stop = new AbortController();
  #running?: Promise<void>;
  #failing = false;

  constructor(
    private readonly history: JobHistory,
    private readonly cluster: DatabaseCluster,
  ) {}

  onModuleInit(): void {
    this.#running = this.#run();
    this.cluster.beforeStop(() => this.#close());
  }

  /** Keeps a job that has come to its end, and returns what is kept of it. Another is passed over. */
  record(job: Job<JobEnvelope>, ended: 'completed' | 'failed'): JobHistoryEntry | undefined {
    const entry = historyEntryOf(job, ended, WORKER);
    if (!entry) return undefined;
    if (this.#entries.length < ROOM) this.#entries.push(entry);
    else historyEntries.inc({ outcome: 'dropped' });
    return entry;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // While there is more than one statement takes, without a pause.
      if (this.#failing || this.#entries.length < BATCH)
        await sleep(INTERVAL_MS, undefined, { ref: false, signal }).catch(() => {});
      if (!signal.aborted) await this.#write();
    }
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    const written = (async () => {
      await this.#running;
      while (this.#entries.length > 0 && (await this.#write()));
    })();
    await within(LAST_WRITE_MS, written).catch((err: unknown) => {
      this.#logger.warn({ msg: 'the end of the job history is left to the sweep', err });
    });
  }

  /** Whether there is room again for what was written, or refused. */
  async #write(): Promise<boolean> {
    const entries = this.#entries.slice(0, BATCH);
    if (entries.length === 0) return true;
    try {
      await this.history.add(entries);
      historyEntries.inc({ outcome: 'written' }, entries.length);
      if (this.#failing) this.#logger.log({ msg: 'job history is written again' });
      this.#failing = false;
    } catch (err) {
      if (!this.#failing) this.#logger.warn({ msg: 'job history is not written', err });
      this.#failing = true;
      // What the database cannot take now waits for another time; what it refuses would be refused for ever.
      if (err instanceof AppError && err.code === 'unavailable') return false;
      historyEntries.inc({ outcome: 'refused' }, entries.length);
    }
    this.#entries.splice(0, entries.length);
    return true;
  }
}

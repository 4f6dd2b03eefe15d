import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import type { Job, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { gatherWrites } from '../../redis/gathered-writes.js';
import { leaveSilent } from '../../redis/leave-silent.js';
import type { QueueName } from '../define-job.js';
import { HistoryRecorder } from '../history/history-recorder.js';
import type { JobEnvelope } from '../job-envelope.js';
import { JobMetrics } from '../metrics/job-metrics.js';
import { JobLog } from './job-log.js';
import { JobProcessor } from './job-processor.js';
import type { JobResult } from './job-result.js';
import { RunningJobs } from './running-jobs.js';

const MOST_SILENT_MS = 15_000;

/** Makes the processor that takes the jobs of one queue. */
export function queueProcessor(queue: QueueName, options: WorkerOptions): Type<WorkerHost> {
  @Processor(queue, options)
  class QueueProcessor extends QueueWorker {
    override readonly queue = queue;
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor:${queue}` });
  return QueueProcessor;
}

/** What BullMQ keeps to itself: the clients, which it gives away when they are ready. */
interface Connections {
  connection: { _client: Redis };
  blockingConnection: { _client: Redis };
}

@Injectable()
abstract class QueueWorker extends WorkerHost implements OnApplicationBootstrap {
  abstract readonly queue: QueueName;

  constructor(
    private readonly processor: JobProcessor,
    private readonly running: RunningJobs,
    private readonly log: JobLog,
    private readonly history: HistoryRecorder,
    private readonly metrics: JobMetrics,
  ) {
    super();
  }

  override process(job: Job<JobEnvelope>, token?: string): Promise<JobResult> {
    return this.processor.process(this.queue, job, token);
  }

  // Before its connections are ready: they may meet a server that hangs.
  onApplicationBootstrap(): void {
    const { connection, blockingConnection } = this.worker.backend as unknown as Connections;
    // Half of the time after which its jobs are given to others: what is pending is sent again, and may be too late.
    const silentMs = Math.min((this.worker.opts.lockDuration ?? 0) / 2, MOST_SILENT_MS);
    gatherWrites(connection._client);
    leaveSilent(connection._client, { silentMs });
    leaveSilent(blockingConnection._client, { silentMs, blocks: true });
  }

  @OnWorkerEvent('completed')
  onCompleted(job: Job<JobEnvelope>, result: JobResult): void {
    this.log.completed(job, result);
    this.#count(job, 'completed');
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<JobEnvelope> | undefined, error: Error): void {
    this.log.failed(this.queue, job, error);
    if (job) this.#count(job, 'failed');
  }

  @OnWorkerEvent('stalled')
  onStalled(jobId: string): void {
    this.log.stalled(this.queue, jobId);
    this.metrics.stalled(this.queue);
  }

  // Another worker may be given these jobs, and two at once is what nobody wants.
  @OnWorkerEvent('lockRenewalFailed')
  onLockLost(jobIds: string[]): void {
    for (const id of jobIds) this.running.stop(this.queue, id, 'lock_lost');
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.log.broken(this.queue, error);
  }

  #count(job: Job<JobEnvelope>, ended: 'completed' | 'failed'): void {
    const entry = this.history.record(job, ended);
    if (entry) this.metrics.ended(entry);
    else this.metrics.repeated(this.queue, job.name);
  }
}

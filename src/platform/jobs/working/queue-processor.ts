import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, type Type } from '@nestjs/common';
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

/** Makes the processor that takes the jobs of one queue. */
export function queueProcessor(queue: QueueName, options: WorkerOptions): Type<WorkerHost> {
  @Processor(queue, options)
  class QueueProcessor extends QueueWorker {
    override readonly queue = queue;
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor:${queue}` });
  return QueueProcessor;
}

@Injectable()
abstract class QueueWorker extends WorkerHost {
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

  @OnWorkerEvent('ready')
  onReady(): void {
    this.worker.backend.client.then(
      (client) => {
        gatherWrites(client as unknown as Redis);
        // BullMQ itself gives up the connection on which it waits for jobs.
        leaveSilent(client as unknown as Redis);
      },
      () => {},
    );
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

import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { Type } from '@nestjs/common';
import type { Job, WorkerOptions } from 'bullmq';
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
  class QueueProcessor extends WorkerHost {
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
      return this.processor.process(queue, job, token);
    }

    @OnWorkerEvent('completed')
    onCompleted(job: Job<JobEnvelope>, result: JobResult): void {
      this.log.completed(job, result);
      this.#count(job, 'completed');
    }

    @OnWorkerEvent('failed')
    onFailed(job: Job<JobEnvelope> | undefined, error: Error): void {
      this.log.failed(queue, job, error);
      if (job) this.#count(job, 'failed');
    }

    @OnWorkerEvent('stalled')
    onStalled(jobId: string): void {
      this.log.stalled(queue, jobId);
      this.metrics.stalled(queue);
    }

    // Another worker may be given these jobs, and two at once is what nobody wants.
    @OnWorkerEvent('lockRenewalFailed')
    onLockLost(jobIds: string[]): void {
      for (const id of jobIds) this.running.stop(queue, id, 'lock_lost');
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.log.broken(queue, error);
    }

    #count(job: Job<JobEnvelope>, ended: 'completed' | 'failed'): void {
      const entry = this.history.record(job, ended);
      if (entry) this.metrics.ended(entry);
      else this.metrics.repeated(queue, job.name);
    }
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor:${queue}` });
  return QueueProcessor;
}

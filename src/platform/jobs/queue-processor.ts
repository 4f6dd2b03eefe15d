import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy, type Type } from '@nestjs/common';
import { type Job, UnrecoverableError, type WorkerOptions } from 'bullmq';
import { parsePosition } from '../../shared/wal-position.js';
import { RequestContext, runInContext } from '../context/request-context.js';
import type { QueueName } from './define-job.js';
import type { JobEnvelope } from './job-envelope.js';
import { JobHandlers } from './job-handlers.js';

/** Makes the processor that takes the jobs of one queue and gives each to its handler. */
export function queueProcessor(
  queue: QueueName,
  options: Pick<WorkerOptions, 'connection' | 'concurrency'>,
): Type<WorkerHost> {
  @Processor(queue, options)
  class QueueProcessor extends WorkerHost implements OnModuleDestroy {
    readonly #logger = new Logger('Jobs');

    constructor(private readonly handlers: JobHandlers) {
      super();
    }

    override async process(job: Job<JobEnvelope>): Promise<void> {
      const context = new RequestContext(job.data.requestId ?? job.id ?? '', undefined, () => job.name);
      const position = parsePosition(job.data.position ?? '');
      if (position) context.consistency.require(position);
      await runInContext(context, () => run(this.handlers, queue, job));
    }

    @OnWorkerEvent('completed')
    onCompleted(job: Job<JobEnvelope>): void {
      this.#logger.log({ msg: 'job completed', ...facts(job) });
    }

    @OnWorkerEvent('failed')
    onFailed(job: Job<JobEnvelope> | undefined, error: Error): void {
      this.#logger.warn({ msg: 'job failed', queue, ...(job && facts(job)), err: error });
    }

    @OnWorkerEvent('stalled')
    onStalled(jobId: string): void {
      this.#logger.warn({ msg: 'job stalled', queue, jobId });
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      this.#logger.error({ msg: 'worker error', queue, err: error });
    }

    // Before the data source and the mailer close: running jobs still need them.
    async onModuleDestroy(): Promise<void> {
      await this.worker.close();
    }
  }
  Object.defineProperty(QueueProcessor, 'name', { value: `QueueProcessor:${queue}` });
  return QueueProcessor;
}

async function run(handlers: JobHandlers, queue: QueueName, job: Job<JobEnvelope>): Promise<void> {
  const { definition, handler } = handlers.find(queue, job.name);
  const parsed = definition.schema.safeParse(job.data.payload);
  // A payload that an older release wrote will not fit the next time either.
  if (!parsed.success)
    throw new UnrecoverableError(`payload does not fit ${job.name}: ${parsed.error.message}`);
  await handler.handle(parsed.data, {
    id: job.id ?? '',
    attempt: job.attemptsMade + 1,
    progress: (percent) => job.updateProgress(percent),
  });
}

function facts(job: Job<JobEnvelope>) {
  return {
    queue: job.queueName,
    job: job.name,
    jobId: job.id,
    requestId: job.data.requestId,
    attempt: job.attemptsMade,
    waitMs: job.processedOn === undefined ? undefined : job.processedOn - job.timestamp,
    runMs:
      job.finishedOn === undefined || job.processedOn === undefined
        ? undefined
        : job.finishedOn - job.processedOn,
  };
}

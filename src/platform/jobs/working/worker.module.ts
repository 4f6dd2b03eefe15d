import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { WorkerOptions } from 'bullmq';
import { type Config, ConfigError } from '../../../config/config.js';
import { workerConnection } from '../../redis/queue-redis.js';
import { type JobDefinition, MAX_STALLED, QUEUES, type QueueName } from '../define-job.js';
import { HistoryRecorder } from '../history/history-recorder.js';
import { JobHandlers } from './job-handlers.js';
import { CancellationListener } from './cancellation-listener.js';
import { JobLog } from './job-log.js';
import { JobMetrics } from '../metrics/job-metrics.js';
import { JobProcessor } from './job-processor.js';
import { RelayRunner } from './relay-runner.js';
import { JobSchedules, SCHEDULES, type Schedules } from './job-schedules.js';
import { queueProcessor } from './queue-processor.js';
import { RunningJobs } from './running-jobs.js';
import { SuspectJobs } from './suspect-jobs.js';
import { WorkerDraining } from './worker-draining.js';
import type { Schedule } from '../schedule.js';

const JOB_DEFINITIONS = Symbol('JOB_DEFINITIONS');

/** Lets a process take jobs from the queues that the configuration names. */
@Module({})
export class WorkerModule implements OnApplicationBootstrap {
  static forRoot(
    config: Config,
    definitions: readonly JobDefinition[],
    schedules: readonly Schedule[] = [],
  ): DynamicModule {
    const queues = takenQueues(config.worker);
    return {
      module: WorkerModule,
      imports: [DiscoveryModule],
      providers: [
        JobHandlers,
        RelayRunner,
        { provide: JOB_DEFINITIONS, useValue: definitions },
        JobSchedules,
        { provide: SCHEDULES, useValue: byQueue(queues, schedules) },
        JobProcessor,
        JobLog,
        HistoryRecorder,
        JobMetrics,
        RunningJobs,
        SuspectJobs,
        CancellationListener,
        WorkerDraining,
        ...queues.map((queue) => queueProcessor(queue, workerOptions(queue, config))),
      ],
    };
  }

  constructor(
    private readonly handlers: JobHandlers,
    @Inject(JOB_DEFINITIONS) private readonly definitions: readonly JobDefinition[],
  ) {}

  onApplicationBootstrap(): void {
    this.handlers.requireAll(this.definitions);
  }
}

function byQueue(queues: readonly QueueName[], schedules: readonly Schedule[]): Schedules {
  return new Map(queues.map((queue) => [queue, schedules.filter(({ job }) => job.queue === queue)]));
}

function workerOptions(queue: QueueName, { worker, redis }: Config): WorkerOptions {
  return {
    connection: workerConnection(redis.queueUrl, redis.tls),
    concurrency: worker.queueConcurrency[queue] ?? worker.concurrency,
    limiter: worker.rateLimits[queue],
    lockDuration: worker.lockMs,
    stalledInterval: worker.lockMs,
    maxStalledCount: MAX_STALLED,
  };
}

function takenQueues({ queues, queueConcurrency, rateLimits }: Config['worker']): readonly QueueName[] {
  const faults = [
    unknownQueues('WORKER_QUEUES', queues),
    unknownQueues('QUEUE_CONCURRENCY', Object.keys(queueConcurrency)),
    unknownQueues('QUEUE_RATE_LIMITS', Object.keys(rateLimits)),
  ].flat();
  if (faults.length > 0) throw new ConfigError(faults);
  return queues.length === 0 ? QUEUES : QUEUES.filter((queue) => queues.includes(queue));
}

function unknownQueues(variable: string, names: readonly string[]): string[] {
  const unknown = names.filter((name) => !QUEUES.some((queue) => queue === name));
  return unknown.length === 0
    ? []
    : [`${variable} names ${unknown.join(', ')}; the queues are ${QUEUES.join(', ')}`];
}

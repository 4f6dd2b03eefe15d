import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { type Config, ConfigError } from '../../config/config.js';
import { workerConnection } from '../redis/queue-redis.js';
import { type JobDefinition, QUEUES, type QueueName } from './define-job.js';
import { JobHandlers } from './job-handlers.js';
import { RelayRunner } from './relay-runner.js';
import { JobSchedules, SCHEDULES, type Schedules } from './job-schedules.js';
import { queueProcessor } from './queue-processor.js';
import type { Schedule } from './schedule.js';

const JOB_DEFINITIONS = Symbol('JOB_DEFINITIONS');

/** Lets a process take jobs from the queues that the configuration names. */
@Module({})
export class WorkerModule implements OnApplicationBootstrap {
  static forRoot(
    config: Config,
    definitions: readonly JobDefinition[],
    schedules: readonly Schedule[] = [],
  ): DynamicModule {
    const queues = takenQueues(config.worker.queues);
    return {
      module: WorkerModule,
      imports: [DiscoveryModule],
      providers: [
        JobHandlers,
        RelayRunner,
        { provide: JOB_DEFINITIONS, useValue: definitions },
        JobSchedules,
        { provide: SCHEDULES, useValue: byQueue(queues, schedules) },
        ...queues.map((queue) =>
          queueProcessor(queue, {
            concurrency: config.worker.concurrency,
            connection: workerConnection(config.redis.queueUrl),
          }),
        ),
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

function takenQueues(names: readonly string[]): readonly QueueName[] {
  const unknown = names.filter((name) => !QUEUES.some((queue) => queue === name));
  if (unknown.length > 0) {
    throw new ConfigError([`WORKER_QUEUES names ${unknown.join(', ')}; the queues are ${QUEUES.join(', ')}`]);
  }
  return names.length === 0 ? QUEUES : QUEUES.filter((queue) => names.includes(queue));
}

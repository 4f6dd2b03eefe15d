import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_REDIS } from '../redis/redis.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { SignalsModule } from '../signals/signals.module.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { type JobDefinition, QUEUES } from './define-job.js';
import { JobDefinitions } from './job-definitions.js';
import { JobHistory } from './history/job-history.js';
import { JobCancellation } from './job-cancellation.js';
import { JobQueues, QUEUES_BY_NAME } from './job-queues.js';
import { JobStates } from './job-states.js';

const queuesByName = {
  provide: QUEUES_BY_NAME,
  inject: QUEUES.map((name) => getQueueToken(name)),
  useFactory: (...queues: Queue[]) => {
    // The shared connection says that Redis is away; without a listener each queue would print it on its own.
    for (const queue of queues) queue.on('error', () => {});
    return Object.fromEntries(queues.map((queue) => [queue.name, queue]));
  },
};

/** Lets a process enqueue jobs and look them up. All queues share one connection. */
@Global()
@Module({})
export class JobsModule {
  static forRoot(definitions: readonly JobDefinition[]): DynamicModule {
    return {
      module: JobsModule,
      imports: [
        DiscoveryModule,
        OutboxModule,
        SignalsModule,
        BullModule.forRootAsync({
          inject: [QUEUE_REDIS],
          useFactory: (connection: Redis) => ({ connection }),
        }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
      ],
      providers: [
        queuesByName,
        { provide: JobDefinitions, useValue: new JobDefinitions(definitions) },
        DeadLetters,
        JobQueues,
        JobHistory,
        JobStates,
        JobCancellation,
      ],
      exports: [JobDefinitions, DeadLetters, JobQueues, JobHistory, JobStates, JobCancellation],
    };
  }
}

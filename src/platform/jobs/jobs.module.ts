import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Redis } from 'ioredis';
import { QUEUE_REDIS } from '../redis/redis.module.js';
import { QUEUES } from './define-job.js';
import { JobQueues } from './job-queues.js';

/** Lets a process enqueue jobs and look them up. All queues share one connection. */
@Global()
@Module({})
export class JobsModule {
  static forRoot(): DynamicModule {
    return {
      module: JobsModule,
      imports: [
        DiscoveryModule,
        BullModule.forRootAsync({
          inject: [QUEUE_REDIS],
          useFactory: (connection: Redis) => ({ connection }),
        }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
      ],
      providers: [JobQueues],
      exports: [JobQueues],
    };
  }
}

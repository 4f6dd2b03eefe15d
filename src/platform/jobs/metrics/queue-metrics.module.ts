import { Module } from '@nestjs/common';
import { QueueSampler } from './queue-sampler.js';

/** For a process whose metrics tell of the queues. */
@Module({ providers: [QueueSampler] })
export class QueueMetricsModule {}

import { Module } from '@nestjs/common';
import { WorkerEndpoint } from './worker-endpoint.js';

@Module({ providers: [WorkerEndpoint] })
export class WorkerEndpointModule {}

import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';

/** What the API serves of background jobs. */
@Module({ controllers: [JobsController] })
export class JobsHttpModule {}

import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';

/** What the API serves of background jobs. */
@Module({ controllers: [JobsController], providers: [JobsService] })
export class JobsHttpModule {}

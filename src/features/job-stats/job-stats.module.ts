import { Module } from '@nestjs/common';
import { JobStatsController } from './job-stats.controller.js';
import { JobStatsRepository } from './job-stats.repository.js';
import { JobStatsService } from './job-stats.service.js';

/** What the API shows of the history of jobs. */
@Module({ providers: [JobStatsRepository, JobStatsService], controllers: [JobStatsController] })
export class JobStatsHttpModule {}

import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { Public } from '../../platform/access/public.decorator.js';
import { QUEUES } from '../../platform/jobs/define-job.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { notFound } from '../../shared/app-error.js';
import { JobDto } from './job.dto.js';

@Public()
@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobQueues) {}

  @Get(':queue/:id')
  @ApiOperation({ summary: 'State of a background job' })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems(404)
  async get(@Param('queue') queue: string, @Param('id') id: string): Promise<JobDto> {
    const job = await this.jobs.find(queue, id);
    if (!job) throw notFound('job', id);
    return job;
  }
}

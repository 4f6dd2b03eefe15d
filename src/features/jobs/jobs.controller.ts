import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { QUEUES } from '../../platform/jobs/define-job.js';
import { JobStates } from '../../platform/jobs/job-states.js';
import { notFound } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { JobDto } from './job.dto.js';
import { maySeeJob } from './job.policy.js';

@RequirePermissions()
@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobStates) {}

  @Get(':queue/:id')
  @ApiOperation({
    summary: 'State of a background job of one’s own, or of any with the permission jobs:read_any',
  })
  @ApiParam({ name: 'queue', enum: QUEUES })
  @ApiOkResponse({ type: JobDto })
  @ApiProblems(404)
  async get(
    @Param('queue') queue: string,
    @Param('id') id: string,
    @CurrentUser() viewer: Principal,
  ): Promise<JobDto> {
    const job = await this.jobs.find(queue, id);
    // Whether there is such a job is nobody else's business either.
    if (!job || !maySeeJob(viewer, job)) throw notFound('job', id);
    return new JobDto(job);
  }
}

import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { IntervalStatsDto, JobStatsDto, JobStatsReportDto, QueueStatsDto } from './job-stats.dto.js';
import { JobStatsQueryDto } from './job-stats-query.dto.js';
import { JobStatsService } from './job-stats.service.js';

@RequirePermissions('jobs:read_any')
@ApiTags('admin')
@Controller('admin/jobs/stats')
export class JobStatsController {
  constructor(private readonly stats: JobStatsService) {}

  @Get()
  @ApiOperation({ summary: 'How many background jobs have ended, how, and how long they waited and ran' })
  @ApiOkResponse({ type: JobStatsReportDto })
  @ApiProblems(400)
  async report(
    @Query() query: JobStatsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<JobStatsReportDto>> {
    const { window, queues, jobs, intervals } = await this.stats.report(query);
    const { page, limit, interval } = query;
    const items = intervals.slice((page - 1) * limit, page * limit);
    const part = { items, page, limit, total: intervals.length };
    const { body, headers } = listAnswer(part, request, (each) => new IntervalStatsDto(each));
    const report = {
      data: body.data,
      queues: queues.map((each) => new QueueStatsDto(each)),
      jobs: jobs.map((each) => new JobStatsDto(each)),
      meta: { from: window.from, to: window.to, interval, ...body.meta },
    };
    return new Answer(200, report, headers);
  }
}

import { Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ApiDay, ParseDayPipe } from '../../platform/http/parse-day.pipe.js';
import { DailyReportDto, DailyReportListDto, ListReportsQueryDto } from './daily-report.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('admin')
@Controller('admin/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @RequirePermissions('reports:read')
  @Get()
  @ApiOperation({ summary: 'List the daily reports, the newest first' })
  @ApiOkResponse({ type: DailyReportListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListReportsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<DailyReportListDto>> {
    const page = await this.reports.list(query);
    return listAnswer(page, request, (report) => new DailyReportDto(report));
  }

  @RequirePermissions('reports:read')
  @Get(':day')
  @ApiOperation({ summary: 'What happened on a day' })
  @ApiDay()
  @ApiOkResponse({ type: DailyReportDto })
  @ApiProblems(400, 404)
  async get(@Param('day', ParseDayPipe) day: string): Promise<DailyReportDto> {
    return new DailyReportDto(await this.reports.get(day));
  }

  @RequirePermissions('reports:write')
  @Put(':day')
  @ApiOperation({ summary: 'Make the report of a day, or make it anew; nobody gets a mail' })
  @ApiDay()
  @ApiOkResponse({ type: DailyReportDto })
  @ApiProblems(400, 409)
  async put(@Param('day', ParseDayPipe) day: string): Promise<DailyReportDto> {
    return new DailyReportDto(await this.reports.remake(day));
  }
}

import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { CacheReportQueryDto } from './cache-report-query.dto.js';
import { CacheReportDto } from './cache-report.dto.js';
import { CacheReportService } from './cache-report.service.js';

@RequirePermissions('cache:manage')
@ApiTags('admin')
@Controller('admin/cache')
export class CacheAdminController {
  constructor(private readonly reports: CacheReportService) {}

  @Get()
  @ApiOperation({
    summary: 'What the cache did in the last minutes, how its Redis is, and what is read most',
    description: 'What is counted is kept for a day in cache Redis, and lost when that loses its memory.',
  })
  @ApiOkResponse({ type: CacheReportDto })
  @ApiProblems(400)
  async report(@Query() query: CacheReportQueryDto): Promise<CacheReportDto> {
    return new CacheReportDto(await this.reports.report(query));
  }
}

import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { CacheDropsService } from './cache-drops.service.js';
import { ApiCacheName, ParseCacheNamePipe } from './cache-names.js';
import { CacheReportQueryDto } from './cache-report-query.dto.js';
import { CacheReportDto } from './cache-report.dto.js';
import { CacheReportService } from './cache-report.service.js';

@RequirePermissions('cache:manage')
@ApiTags('admin')
@Controller('admin/cache')
export class CacheAdminController {
  constructor(
    private readonly reports: CacheReportService,
    private readonly drops: CacheDropsService,
  ) {}

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

  @Delete('keys/:key')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Drop one entry, a value or an answer; it is loaded again when it is asked for',
    description: 'What stands in a key must be encoded: `answer%3Av2%3A%2Fapi%2Fv1%2Fposts`.',
  })
  @ApiCacheName('key')
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(400)
  dropKey(@Param('key', ParseCacheNamePipe) key: string): Promise<void> {
    return this.drops.dropKey(key);
  }

  @Delete('tags/:tag')
  @HttpCode(204)
  @ApiOperation({ summary: 'Drop all that tells of something: user:123, posts, or * for everything' })
  @ApiCacheName('tag')
  @ApiNoContentResponse({ description: 'None of it is given out any more.' })
  @ApiProblems(400)
  dropTag(@Param('tag', ParseCacheNamePipe) tag: string): Promise<void> {
    return this.drops.dropTag(tag);
  }

  @Delete('namespaces/:namespace')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Drop all values of a kind and the answers that were made of them; or all answers',
  })
  @ApiCacheName('namespace')
  @ApiNoContentResponse({ description: 'None of them is given out any more.' })
  @ApiProblems(400, 404)
  dropNamespace(@Param('namespace', ParseCacheNamePipe) namespace: string): Promise<void> {
    return this.drops.dropNamespace(namespace);
  }
}

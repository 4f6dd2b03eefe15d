import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { CacheTestEntryDto, CacheTestQueryDto, WriteCacheTestDto } from './cache-test.dto.js';
import { CacheTestService } from './cache-test.service.js';
import { ApiCacheTestKey, ParseCacheTestKeyPipe } from './parse-cache-test-key.pipe.js';

@Public()
@ApiTags('cache-test')
@Controller('cache-test')
export class CacheTestController {
  constructor(private readonly entries: CacheTestService) {}

  @Put(':key')
  @ApiOperation({ summary: 'Keep a value in Redis for a time; not in production' })
  @ApiCacheTestKey()
  @ApiOkResponse({ type: CacheTestEntryDto })
  @ApiProblems(...BODY_PROBLEMS)
  put(
    @Param('key', ParseCacheTestKeyPipe) key: string,
    @Query() { ttl }: CacheTestQueryDto,
    @Body() { value }: WriteCacheTestDto,
  ): Promise<CacheTestEntryDto> {
    return this.entries.put(key, value, ttl);
  }

  @Get(':key')
  @ApiOperation({ summary: 'The value, unless its time is over; not in production' })
  @ApiCacheTestKey()
  @ApiOkResponse({ type: CacheTestEntryDto })
  @ApiProblems(400, 404)
  get(@Param('key', ParseCacheTestKeyPipe) key: string): Promise<CacheTestEntryDto> {
    return this.entries.get(key);
  }
}

import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import type { ExplainRequest } from '../../platform/query-log/explainer.js';
import { ExplainQueryDto, ExplanationDto, WriteExplanationDto } from './explanation.dto.js';
import { ListQueriesQueryDto } from './list-queries.dto.js';
import { ApiFingerprint, ParseFingerprintPipe } from './parse-fingerprint.pipe.js';
import { QueriesService } from './queries.service.js';
import { QueryStatsDto, QueryStatsListDto } from './query-stats.dto.js';

@RequirePermissions('queries:read')
@ApiTags('admin')
@Controller('admin/queries')
export class QueriesController {
  constructor(private readonly queries: QueriesService) {}

  @Get()
  @ApiOperation({ summary: 'Which statements the database was sent, how often and how long they took' })
  @ApiOkResponse({ type: QueryStatsListDto })
  @ApiProblems(400)
  async list(@Query() query: ListQueriesQueryDto): Promise<QueryStatsListDto> {
    const { window, stats } = await this.queries.list(query);
    const { from, to } = window;
    return { data: stats.map((each) => new QueryStatsDto(each)), meta: { from, to, limit: query.limit } };
  }

  @Get(':fingerprint/explain')
  @ApiOperation({ summary: 'How PostgreSQL would run a statement, whatever its parameters' })
  @ApiFingerprint()
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems(400, 404, 409)
  explain(
    @Param('fingerprint', ParseFingerprintPipe) fingerprint: string,
    @Query() { role }: ExplainQueryDto,
  ): Promise<ExplanationDto> {
    return this.#explain(fingerprint, { role });
  }

  @Post(':fingerprint/explanations')
  @HttpCode(200)
  @ApiOperation({ summary: 'How PostgreSQL runs a statement with these parameters; nothing is changed' })
  @ApiFingerprint()
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems(...BODY_PROBLEMS, 404, 409)
  explainWith(
    @Param('fingerprint', ParseFingerprintPipe) fingerprint: string,
    @Body() body: WriteExplanationDto,
  ): Promise<ExplanationDto> {
    return this.#explain(fingerprint, body);
  }

  async #explain(fingerprint: string, request: ExplainRequest): Promise<ExplanationDto> {
    const { statement, explanation } = await this.queries.explain(fingerprint, request);
    return new ExplanationDto({ fingerprint, statement }, explanation);
  }
}

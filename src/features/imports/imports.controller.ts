import { Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiEventStream } from '../../platform/event-streams/api-event-stream.js';
import { EventStreams } from '../../platform/event-streams/event-streams.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseUuidPipe } from '../../platform/http/parse-uuid.pipe.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { fileOrJson, isMultipart, TakesUploadOrJson } from '../../platform/uploads/upload-route.js';
import type { Principal } from '../../shared/principal.js';
import { ImportDto } from './import.dto.js';
import { ImportFeed, LAST_EVENT } from './import-feed.service.js';
import { ImportIntake } from './requests/import-intake.js';
import { ImportListDto, ListImportsQueryDto } from './import-list.dto.js';
import { CreateImportDto, ImportOptionsDto } from './requests/import-options.dto.js';
import { isOver } from './import-state.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';

@RequirePermissions('imports:manage')
@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly stored: ImportsRepository,
    private readonly intake: ImportIntake,
    private readonly feed: ImportFeed,
    private readonly streams: EventStreams,
  ) {}

  @Post()
  @HttpCode(202)
  @RateLimit('upload')
  @TakesUploadOrJson('large')
  @ApiExtraModels(CreateImportDto, ImportOptionsDto)
  @ApiOperation({
    summary: 'Import the rows of a file that was sent before, or that comes along',
    description:
      'What is not said of the file and of its columns is found in its first rows: POST /api/v1/imports/preview shows it first. In a multipart body the part `options` stands before the file.',
    requestBody: fileOrJson(CreateImportDto, { name: 'options', type: ImportOptionsDto }),
  })
  @ApiAcceptedResponse({ type: ImportDto })
  @ApiIdempotent()
  @ApiProblems(404, 409)
  create(
    @Req() request: FastifyRequest,
    @CurrentUser() actor: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<ImportDto>> {
    if (isMultipart(request)) return this.intake.ofFile(actor, request, key);
    return this.intake.ofJson(actor, request.body, key);
  }

  @Get()
  @ApiOperation({ summary: 'List imports' })
  @ApiOkResponse({ type: ImportListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListImportsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<ImportListDto>> {
    const page = await this.stored.list(query, query.sort, query);
    return listAnswer(page, request, (each) => new ImportDto(each));
  }

  @Get(':id')
  @ApiOperation({ summary: 'What has become of an import so far' })
  @ApiOkResponse({ type: ImportDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseUuidPipe) id: string): Promise<ImportDto> {
    return new ImportDto(await this.imports.get(id));
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'The same, whenever it changes, until the import is over',
    description:
      'A client that comes back after the last event gets 204, which tells an EventSource to stay away.',
  })
  @ApiEventStream({ state: ImportDto }, { resumable: true })
  @ApiNoContentResponse({ description: 'Nothing more will happen to the import.' })
  @ApiProblems(400, 404)
  async follow(
    @Param('id', ParseUuidPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<unknown> {
    const { state } = await this.imports.get(id);
    // One that had failed may have been resumed since.
    if (lastEventId !== LAST_EVENT || !isOver(state))
      return this.streams.open(reply, (signal) => this.feed.follow(id, signal));
    void reply.status(204);
    return undefined;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an import that is over, with its file and its rejected rows; what it imported stays',
  })
  @ApiIfMatch()
  @ApiProblems(400, 404, 409, 412)
  async delete(@Param('id', ParseUuidPipe) id: string, @IfMatch() versions: ExpectedVersions): Promise<void> {
    await this.imports.delete(id, versions);
  }
}

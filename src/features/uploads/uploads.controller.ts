import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import {
  ApiIdempotent,
  Idempotency,
  type IdempotencyKey,
  keyFor,
} from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { ParseUuidPipe } from '../../platform/http/parse-uuid.pipe.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { receiveFile } from '../../platform/uploads/receive-file.js';
import { TakesUpload } from '../../platform/uploads/upload-route.js';
import type { Principal } from '../../shared/principal.js';
import { UploadDto } from './upload.dto.js';
import { UploadsService } from './uploads.service.js';

@RequirePermissions('imports:manage')
@ApiTags('imports')
@Controller('uploads')
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly answers: IdempotentAnswers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @RateLimit('upload')
  @TakesUpload('large')
  @ApiOperation({
    summary: 'Send a file of rows, gzip or not, to import it afterwards',
    description: 'It is kept unpacked. One that no import makes use of is deleted after a day.',
  })
  @ApiCreatedResponse({ type: UploadDto })
  @ApiIdempotent()
  @ApiProblems(409)
  async create(
    @Req() request: FastifyRequest,
    @CurrentUser() { userId }: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<UploadDto>> {
    const { maxBytes } = this.config.imports;
    const upload = await this.uploads.receiveFrom(userId, (keep) => receiveFile(request, { maxBytes }, keep));
    const answer = () =>
      this.answers.once(keyFor(key, [upload.fileName, upload.sha256]), 'upload.create', async () =>
        created(`/api/v1/uploads/${upload.id}`, new UploadDto(upload)),
      );
    return this.uploads.settle(upload, answer, ({ body }) => body.id);
  }

  @Get(':id')
  @ApiOperation({ summary: 'What was sent' })
  @ApiOkResponse({ type: UploadDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseUuidPipe) id: string): Promise<UploadDto> {
    return new UploadDto(await this.uploads.get(id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a file that no import needs any more' })
  @ApiProblems(400, 404, 409)
  async delete(@Param('id', ParseUuidPipe) id: string): Promise<void> {
    await this.uploads.delete(id);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Principal } from '../../shared/principal.js';
import { ApiKeyDto, ApiKeyListDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@RequirePermissions('account:manage')
@ApiTags('API keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @ApiOperation({ summary: 'List your API keys, newest first' })
  @ApiOkResponse({ type: ApiKeyListDto })
  @ApiProblems(400, 401, 403)
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: PageQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<ApiKeyListDto>> {
    const page = await this.keys.list(userId, query);
    return listAnswer(page, request, (key) => new ApiKeyDto(key));
  }

  // Without Idempotency-Key: its record of the answer would hold the key.
  @Post()
  @ApiOperation({ summary: 'Create an API key, which is shown this once' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 409)
  async create(
    @CurrentUser() owner: Principal,
    @Body() { name, scopes, expiresAt }: CreateApiKeyDto,
  ): Promise<Answer<CreatedApiKeyDto>> {
    const expiry = expiresAt === undefined ? undefined : new Date(expiresAt);
    const { apiKey, key } = await this.keys.create(owner, { name, scopes, expiresAt: expiry });
    const location = `/api/v1/api-keys/${apiKey.id}`;
    return new Answer(201, new CreatedApiKeyDto(apiKey, key), { location, 'cache-control': 'no-store' });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke one of your API keys, at once and for good' })
  @ApiProblems(400, 401, 403, 404)
  revoke(@CurrentUser() { userId }: Principal, @Param('id', ParseIdPipe) id: number): Promise<void> {
    return this.keys.revoke(userId, id);
  }
}

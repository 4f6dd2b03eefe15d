import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { Public } from '../../platform/access/public.decorator.js';
import { mapPage } from '../../shared/page.js';
import { PatchUserDto, UserDto, WriteUserDto } from './user.dto.js';
import { ListUsersQueryDto, UserListDto } from './user-list.dto.js';
import { UsersService } from './users.service.js';

@Public()
@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List users' })
  @ApiOkResponse({ type: UserListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListUsersQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<UserListDto>> {
    const page = await this.users.list(query, query.sort, query);
    return listAnswer(mapPage(page, toDto), request);
  }

  @Post()
  @ApiOperation({ summary: 'Create a user, who is welcomed by mail' })
  @ApiCreatedResponse({ type: UserDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  create(@Body() body: WriteUserDto, @Idempotency() key?: IdempotencyKey): Promise<Answer<UserDto>> {
    return this.answers.once(key, 'user.create', async (tx) => {
      const user = await this.users.create(tx, body);
      return created(`/api/v1/users/${user.id}`, toDto(user));
    });
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number): Promise<UserDto> {
    return toDto(await this.users.get(id));
  }

  @Put(':id')
  @ApiOperation({ summary: 'Replace a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async replace(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: WriteUserDto,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<UserDto> {
    return toDto(await this.users.update(id, body, versions));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change some fields of a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async patch(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: PatchUserDto,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<UserDto> {
    return toDto(await this.users.update(id, body, versions));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user and everything they wrote' })
  @ApiIfMatch()
  @ApiProblems(400, 404, 412)
  delete(@Param('id', ParseIdPipe) id: number, @IfMatch() versions: ExpectedVersions): Promise<void> {
    return this.users.delete(id, versions);
  }
}

function toDto(user: ConstructorParameters<typeof UserDto>[0]): UserDto {
  return new UserDto(user);
}

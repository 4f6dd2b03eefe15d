import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { CurrentUser, OptionalUser, requirePrincipal } from '../../platform/access/current-user.decorator.js';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { lookUpAnswer, requireOnlyIds } from '../../platform/http/look-up.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { ShownUsersService } from './shown-users.service.js';
import { mayFindByEmail } from './user.policy.js';
import { PatchUserDto, UserDto, WriteUserDto } from './user.dto.js';
import { ListUsersQueryDto, UserListDto } from './user-list.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly shown: ShownUsersService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @Public()
  @SharedAnswer('url')
  @ApiOptionalSignIn()
  @Get()
  @ApiOperation({ summary: 'List users' })
  @ApiOkResponse({ type: UserListDto })
  @ApiProblems(400, 401, 403)
  async list(
    @Query() query: ListUsersQueryDto,
    @Req() request: FastifyRequest,
    @OptionalUser() viewer?: Principal,
  ): Promise<Answer<UserListDto>> {
    if (query.ids !== undefined) {
      requireOnlyIds(request.query);
      const users = await this.shown.findAll(query.ids);
      return lookUpAnswer(
        query.ids,
        users.map((user) => new UserDto(user, viewer)),
      );
    }
    if (query.email !== undefined) mayFindByEmail(requirePrincipal());
    const page = await this.shown.list(query, query.sort, query);
    return listAnswer(page, request, (user) => new UserDto(user, viewer));
  }

  @RequirePermissions('users:manage')
  @Post()
  @ApiOperation({ summary: 'Create a user, who is welcomed by mail' })
  @ApiCreatedResponse({ type: UserDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  create(
    @Body() body: WriteUserDto,
    @CurrentUser() actor: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<UserDto>> {
    return this.answers.once(key, 'user.create', async (tx) => {
      const user = await this.users.add(tx, body);
      return created(`/api/v1/users/${user.id}`, new UserDto(user, actor));
    });
  }

  @Public()
  @SharedAnswer('path')
  @ApiOptionalSignIn()
  @Get(':id')
  @ApiOperation({ summary: 'Get a user' })
  @ApiOkResponse({ type: UserDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number, @OptionalUser() viewer?: Principal): Promise<UserDto> {
    return new UserDto(await this.shown.get(id), viewer);
  }

  @RequirePermissions()
  @Put(':id')
  @ApiOperation({ summary: 'Replace a user: oneself, or any with users:manage' })
  @ApiOkResponse({ type: UserDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async replace(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: WriteUserDto,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<UserDto> {
    return new UserDto(await this.users.change(actor, id, body, versions), actor);
  }

  @RequirePermissions()
  @Patch(':id')
  @ApiOperation({ summary: 'Change some fields of a user: of oneself, or of any with users:manage' })
  @ApiOkResponse({ type: UserDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async patch(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: PatchUserDto,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<UserDto> {
    return new UserDto(await this.users.change(actor, id, body, versions), actor);
  }

  @RequirePermissions('users:manage')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a user and everything they wrote' })
  @ApiIfMatch()
  @ApiProblems(400, 404, 409, 412)
  delete(@Param('id', ParseIdPipe) id: number, @IfMatch() versions: ExpectedVersions): Promise<void> {
    return this.users.delete(id, versions);
  }
}

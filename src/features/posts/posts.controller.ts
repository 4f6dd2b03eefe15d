import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { CurrentUser, OptionalUser } from '../../platform/access/current-user.decorator.js';
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
import { DEFAULT_LANGUAGE } from '../../shared/languages.js';
import type { Principal } from '../../shared/principal.js';
import { CreatePostDto, PatchPostDto, PostDto, WritePostDto } from './post.dto.js';
import { ListPostsQueryDto, PostListDto } from './post-list.dto.js';
import { PostsService } from './posts.service.js';
import { ShownPostsService } from './shown-posts.service.js';

@ApiTags('posts')
@Controller('posts')
export class PostsController {
  constructor(
    private readonly posts: PostsService,
    private readonly shown: ShownPostsService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @Public()
  @SharedAnswer('url')
  @Get()
  @ApiOperation({ summary: 'List published posts with their authors' })
  @ApiOkResponse({ type: PostListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListPostsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<PostListDto>> {
    if (query.ids !== undefined) {
      requireOnlyIds(request.query);
      const posts = await this.shown.findAll(query.ids);
      return lookUpAnswer(
        query.ids,
        posts.map((post) => new PostDto(post)),
      );
    }
    const page = await this.shown.list(query, query.sort, query);
    return listAnswer(page, request, (post) => new PostDto(post));
  }

  @RequirePermissions('posts:write')
  @Post()
  @ApiOperation({ summary: 'Create a post' })
  @ApiCreatedResponse({ type: PostDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  create(
    @Body() body: CreatePostDto,
    @CurrentUser() { userId }: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<PostDto>> {
    return this.answers.once(key, 'post.create', async (tx) => {
      const post = await this.posts.create(tx, userId, body);
      return created(`/api/v1/posts/${post.id}`, new PostDto(post));
    });
  }

  @Public()
  @ApiOptionalSignIn()
  @SharedAnswer('path')
  @Get(':id')
  @ApiOperation({ summary: 'Get a post with its author; a draft, if it is one’s own' })
  @ApiOkResponse({ type: PostDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number, @OptionalUser() viewer?: Principal): Promise<PostDto> {
    return new PostDto(await this.shown.get(id, viewer));
  }

  @RequirePermissions('posts:write')
  @Put(':id')
  @ApiOperation({ summary: 'Replace a post of one’s own, or any with posts:moderate' })
  @ApiOkResponse({ type: PostDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 412)
  async replace(
    @Param('id', ParseIdPipe) id: number,
    @Body() { tags = [], language = DEFAULT_LANGUAGE, ...body }: WritePostDto,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<PostDto> {
    return new PostDto(await this.posts.update(actor, id, { ...body, language, tags }, versions));
  }

  @RequirePermissions('posts:write')
  @Patch(':id')
  @ApiOperation({ summary: 'Change some fields of a post of one’s own, or of any with posts:moderate' })
  @ApiOkResponse({ type: PostDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 412)
  async patch(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: PatchPostDto,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<PostDto> {
    return new PostDto(await this.posts.update(actor, id, body, versions));
  }

  @RequirePermissions('posts:write')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a post of one’s own, or any with posts:moderate' })
  @ApiIfMatch()
  @ApiProblems(400, 404, 412)
  delete(
    @Param('id', ParseIdPipe) id: number,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<void> {
    return this.posts.delete(actor, id, versions);
  }
}

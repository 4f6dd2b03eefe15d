import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import type { Principal } from '../../shared/principal.js';
import { PostDto } from './post.dto.js';
import { ListDraftsQueryDto, PostListDto } from './post-list.dto.js';
import { PostsService } from './posts.service.js';

@ApiTags('posts')
@Controller('drafts')
export class DraftsController {
  constructor(private readonly posts: PostsService) {}

  @RequirePermissions('posts:write')
  @Get()
  @ApiOperation({ summary: 'List one’s own drafts, the last one begun first' })
  @ApiOkResponse({ type: PostListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListDraftsQueryDto,
    @CurrentUser() actor: Principal,
    @Req() request: FastifyRequest,
  ): Promise<Answer<PostListDto>> {
    const page = await this.posts.drafts(actor, query);
    return listAnswer(page, request, (post) => new PostDto(post));
  }
}

import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { Public } from '../../platform/access/public.decorator.js';
import { PostDto } from './post.dto.js';
import { ListUserPostsQueryDto, PostListDto } from './post-list.dto.js';
import { ShownPostsService } from './shown-posts.service.js';

@Public()
@ApiTags('posts')
@Controller('users/:id/posts')
export class UserPostsController {
  constructor(private readonly posts: ShownPostsService) {}

  @SharedAnswer('url')
  @Get()
  @ApiOperation({ summary: 'List the posts of a user' })
  @ApiOkResponse({ type: PostListDto })
  @ApiProblems(400, 404)
  async list(
    @Param('id', ParseIdPipe) id: number,
    @Query() query: ListUserPostsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<PostListDto>> {
    const page = await this.posts.listOf(id, query, query.sort, query);
    return listAnswer(page, request, (post) => new PostDto(post));
  }
}

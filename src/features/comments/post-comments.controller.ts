import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
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
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { CommentDto, WriteCommentDto } from './comment.dto.js';
import { ListCommentsQueryDto, ThreadDto, ThreadListDto } from './comment-list.dto.js';
import { CommentsService } from './comments.service.js';
import { DiscussionsService } from './discussions.service.js';

@ApiTags('comments')
@Controller('posts/:id/comments')
export class PostCommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly discussions: DiscussionsService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @Public()
  @ApiOptionalSignIn()
  @SharedAnswer('url')
  @Get()
  @ApiOperation({
    summary: 'List the comments on a post, each with the first replies and how many there are',
  })
  @ApiOkResponse({ type: ThreadListDto })
  @ApiProblems(400, 404)
  async list(
    @Param('id', ParseIdPipe) id: number,
    @Query() query: ListCommentsQueryDto,
    @Req() request: FastifyRequest,
    @OptionalUser() viewer?: Principal,
  ): Promise<Answer<ThreadListDto>> {
    const page = await this.discussions.of(id, query.sort, query, viewer);
    return listAnswer(page, request, (thread) => new ThreadDto(thread));
  }

  @RequirePermissions('comments:write')
  @Post()
  @ApiOperation({ summary: 'Comment on a post, or reply to a comment on it' })
  @ApiCreatedResponse({ type: CommentDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 404, 409)
  create(
    @Param('id', ParseIdPipe) id: number,
    @Body() body: WriteCommentDto,
    @CurrentUser() author: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<CommentDto>> {
    return this.answers.once(key, 'comment.create', async (tx) => {
      const comment = await this.comments.create(tx, author, id, body);
      return created(`/api/v1/comments/${comment.id}`, new CommentDto(comment));
    });
  }
}

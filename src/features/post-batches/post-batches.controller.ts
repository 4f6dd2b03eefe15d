import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { batchAnswer } from '../../platform/batches/batch-answer.js';
import { BatchQueryDto } from '../../platform/batches/batch.dto.js';
import { checkRows, refuseRejected } from '../../platform/batches/check-rows.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import type { Principal } from '../../shared/principal.js';
import { CreatePostDto, PostDto } from '../posts/post.dto.js';
import { PostsService } from '../posts/posts.service.js';
import { CreatedPostsDto, CreatePostsDto, PostResultsDto } from './post-batch.dto.js';

@ApiTags('posts')
@Controller('posts/batch')
export class PostBatchesController {
  constructor(
    private readonly posts: PostsService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @RequirePermissions('posts:write')
  @Post()
  @ApiOperation({ summary: 'Create up to 1000 posts: all or none, or those that are right' })
  @ApiCreatedResponse({ type: CreatedPostsDto, description: 'All were created.' })
  @ApiOkResponse({ type: PostResultsDto, description: 'With `mode=partial`: what became of each.' })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  async create(
    @Query() { mode }: BatchQueryDto,
    @Body() body: CreatePostsDto,
    @CurrentUser() { userId }: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<CreatedPostsDto | PostResultsDto>> {
    const { accepted, rejected } = checkRows(CreatePostDto, body.posts, 'posts');
    if (mode === 'atomic') refuseRejected(rejected);
    const fields = accepted.map(({ value }) => value);
    return this.answers.once<CreatedPostsDto | PostResultsDto>(key, 'post.create-batch', async (tx) => {
      const posts = (await this.posts.createAll(tx, userId, fields)).map((post) => new PostDto(post));
      if (mode === 'atomic') return created(`/api/v1/users/${userId}/posts`, { data: posts });
      const rows = accepted.map(({ index }, place) => ({ index, post: posts[place] }));
      return batchAnswer(rows, rejected);
    });
  }
}

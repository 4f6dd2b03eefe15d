import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import type { Principal } from '../../shared/principal.js';
import { CreatedPostsDto, CreatePostsDto } from './post-batch.dto.js';
import { PostDto } from './post.dto.js';
import { PostsService } from './posts.service.js';

@ApiTags('posts')
@Controller('posts/batch')
export class PostBatchesController {
  constructor(
    private readonly posts: PostsService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @RequirePermissions('posts:write')
  @Post()
  @ApiOperation({ summary: 'Create up to 1000 posts, or none of them' })
  @ApiCreatedResponse({ type: CreatedPostsDto })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  create(
    @Body() body: CreatePostsDto,
    @CurrentUser() { userId }: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<CreatedPostsDto>> {
    return this.answers.once(key, 'post.create-batch', async (tx) => {
      const posts = await this.posts.createAll(tx, userId, body.posts);
      return created(`/api/v1/users/${userId}/posts`, { data: posts.map((post) => new PostDto(post)) });
    });
  }
}

import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { PostDto } from '../posts/post.dto.js';
import { LeaderboardQueryDto, TopPostsDto } from './leaderboard.dto.js';
import { TopPostsService } from './top-posts.service.js';

@Public()
@ApiTags('posts')
@Controller('posts/top')
export class TopPostsController {
  constructor(private readonly posts: TopPostsService) {}

  @SharedAnswer('url')
  @Get()
  @ApiOperation({
    summary: 'The published posts that most people like; of two with as many the newer one first',
  })
  @ApiOkResponse({ type: TopPostsDto })
  @ApiProblems(400)
  async list(@Query() { limit }: LeaderboardQueryDto): Promise<TopPostsDto> {
    const posts = await this.posts.list(limit);
    return { data: posts.map((post) => new PostDto(post)), meta: { limit } };
  }
}

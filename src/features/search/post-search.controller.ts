import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { PostHitDto, PostHitListDto, SearchPostsQueryDto } from './post-search.dto.js';
import { PostSearchService } from './post-search.service.js';
import { SuggestPostsQueryDto, TitleSuggestionListDto } from './post-suggestions.dto.js';

@Public()
@ApiTags('posts')
@Controller('posts')
export class PostSearchController {
  constructor(private readonly search: PostSearchService) {}

  @SharedAnswer('url')
  @Get('search')
  @ApiOperation({ summary: 'Search published posts by their words; the best first' })
  @ApiOkResponse({ type: PostHitListDto })
  @ApiProblems(400)
  async find(
    @Query() query: SearchPostsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<PostHitListDto>> {
    const { q, language } = query;
    const found = await this.search.find({ q, language }, query);
    const { headers, body } = listAnswer(found, request, (each) => new PostHitDto(each));
    return new Answer(200, { ...body, meta: { ...body.meta, suggestion: found.suggestion } }, headers);
  }

  @SharedAnswer('url')
  @Get('suggestions')
  @ApiOperation({ summary: 'Titles with words like these, for who types and mistypes' })
  @ApiOkResponse({ type: TitleSuggestionListDto })
  @ApiProblems(400)
  async suggest(@Query() { q, limit }: SuggestPostsQueryDto): Promise<TitleSuggestionListDto> {
    return { data: await this.search.similarTitles(q, limit) };
  }
}

import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ListTagsQueryDto, TagListDto } from './tag.dto.js';
import { TagsService } from './tags.service.js';

@Public()
@ApiTags('posts')
@Controller('tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @SharedAnswer('url')
  @Get()
  @ApiOperation({ summary: 'List the tags of published posts, by name' })
  @ApiOkResponse({ type: TagListDto })
  @ApiProblems(400)
  async list(
    @Query() { prefix, limit, cursor }: ListTagsQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<Answer<TagListDto>> {
    const page = await this.tags.list(prefix ?? '', limit, cursor);
    return listAnswer(page, request, (name) => ({ name }));
  }
}

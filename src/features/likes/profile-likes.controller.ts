import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import type { Principal } from '../../shared/principal.js';
import { LikedPostDto, LikedPostListDto } from './like.dto.js';
import { LikesService } from './likes.service.js';

@ApiTags('likes')
@Controller('profile/likes')
export class ProfileLikesController {
  constructor(private readonly likes: LikesService) {}

  @RequirePermissions('profile:read')
  @Get()
  @ApiOperation({ summary: 'List the posts that one likes, the newest like first' })
  @ApiOkResponse({ type: LikedPostListDto })
  @ApiProblems(400)
  async list(
    @Query() query: PageQueryDto,
    @Req() request: FastifyRequest,
    @CurrentUser() viewer: Principal,
  ): Promise<Answer<LikedPostListDto>> {
    const page = await this.likes.ofUser(viewer, query);
    return listAnswer(page, request, (liked) => new LikedPostDto(liked));
  }
}

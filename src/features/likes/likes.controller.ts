import { Controller, Delete, Get, HttpCode, Param, Put, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { CurrentUser, OptionalUser } from '../../platform/access/current-user.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { LikeDto, LikeListDto, OwnLikeDto } from './like.dto.js';
import { LikesService } from './likes.service.js';

@ApiTags('likes')
@Controller('posts/:id/likes')
export class LikesController {
  constructor(private readonly likes: LikesService) {}

  @Public()
  @ApiOptionalSignIn()
  @Get()
  @ApiOperation({ summary: 'List who likes a post, the newest like first' })
  @ApiOkResponse({ type: LikeListDto })
  @ApiProblems(400, 404)
  async list(
    @Param('id', ParseIdPipe) id: number,
    @Query() query: PageQueryDto,
    @Req() request: FastifyRequest,
    @OptionalUser() viewer?: Principal,
  ): Promise<Answer<LikeListDto>> {
    const page = await this.likes.ofPost(id, query, viewer);
    return listAnswer(page, request, (like) => new LikeDto(like));
  }

  @RequirePermissions('profile:read')
  @Get('me')
  @ApiOperation({ summary: 'Whether and since when one likes a post; 404 for one that one does not' })
  @ApiOkResponse({ type: OwnLikeDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number, @CurrentUser() viewer: Principal): Promise<OwnLikeDto> {
    const { createdAt: likedAt } = await this.likes.get(id, viewer);
    return { likedAt };
  }

  @RequirePermissions('comments:write')
  @Put('me')
  @HttpCode(204)
  @ApiOperation({ summary: 'Like a post; once, however often it is sent' })
  @ApiProblems(400, 404)
  put(@Param('id', ParseIdPipe) id: number, @CurrentUser() actor: Principal): Promise<void> {
    return this.likes.add(id, actor);
  }

  @RequirePermissions('comments:write')
  @Delete('me')
  @HttpCode(204)
  @ApiOperation({ summary: 'Like a post no more' })
  @ApiProblems(400, 404)
  delete(@Param('id', ParseIdPipe) id: number, @CurrentUser() actor: Principal): Promise<void> {
    return this.likes.remove(id, actor);
  }
}

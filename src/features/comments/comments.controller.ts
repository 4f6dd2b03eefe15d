import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { CurrentUser, OptionalUser } from '../../platform/access/current-user.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { CommentDto, PatchCommentDto } from './comment.dto.js';
import { CommentListDto } from './comment-list.dto.js';
import { CommentsService } from './comments.service.js';

@ApiTags('comments')
@Controller('comments/:id')
export class CommentsController {
  constructor(private readonly comments: CommentsService) {}

  @Public()
  @ApiOptionalSignIn()
  @Get()
  @ApiOperation({ summary: 'Get a comment with its author' })
  @ApiOkResponse({ type: CommentDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number, @OptionalUser() viewer?: Principal): Promise<CommentDto> {
    return new CommentDto(await this.comments.get(id, viewer));
  }

  @Public()
  @ApiOptionalSignIn()
  @Get('replies')
  @ApiOperation({ summary: 'List the direct replies to a comment, the oldest first' })
  @ApiOkResponse({ type: CommentListDto })
  @ApiProblems(400, 404)
  async replies(
    @Param('id', ParseIdPipe) id: number,
    @Query() query: PageQueryDto,
    @Req() request: FastifyRequest,
    @OptionalUser() viewer?: Principal,
  ): Promise<Answer<CommentListDto>> {
    const page = await this.comments.repliesTo(id, query, viewer);
    return listAnswer(page, request, (comment) => new CommentDto(comment));
  }

  @RequirePermissions('comments:write')
  @Patch()
  @ApiOperation({ summary: 'Change a comment of one’s own' })
  @ApiOkResponse({ type: CommentDto })
  @ApiIfMatch()
  @ApiProblems(...BODY_PROBLEMS, 404, 409, 412)
  async patch(
    @Param('id', ParseIdPipe) id: number,
    @Body() { body }: PatchCommentDto,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<CommentDto> {
    return new CommentDto(await this.comments.update(actor, id, body, versions));
  }

  @RequirePermissions('comments:write')
  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a comment of one’s own, or any with comments:moderate; replies to it stay',
  })
  @ApiIfMatch()
  @ApiProblems(400, 404, 412)
  delete(
    @Param('id', ParseIdPipe) id: number,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<void> {
    return this.comments.delete(actor, id, versions);
  }
}

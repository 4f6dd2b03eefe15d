import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ApiIfMatch, type ExpectedVersions, IfMatch } from '../../platform/http/if-match.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { PostDto } from './post.dto.js';
import { PostsService } from './posts.service.js';

/** Both answer with the post, and may be sent again. */
@ApiTags('posts')
@RequirePermissions('posts:write')
@Controller('posts/:id/publication')
export class PublicationController {
  constructor(private readonly posts: PostsService) {}

  @Put()
  @ApiOperation({ summary: 'Publish a draft; one that is public stays as it is' })
  @ApiOkResponse({ type: PostDto })
  @ApiIfMatch()
  @ApiProblems(400, 404, 412)
  async publish(
    @Param('id', ParseIdPipe) id: number,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<PostDto> {
    return new PostDto(await this.posts.publish(actor, id, true, versions));
  }

  @Delete()
  @ApiOperation({ summary: 'Make a post a draft again' })
  @ApiOkResponse({ type: PostDto })
  @ApiIfMatch()
  @ApiProblems(400, 404, 412)
  async withdraw(
    @Param('id', ParseIdPipe) id: number,
    @CurrentUser() actor: Principal,
    @IfMatch() versions: ExpectedVersions,
  ): Promise<PostDto> {
    return new PostDto(await this.posts.publish(actor, id, false, versions));
  }
}

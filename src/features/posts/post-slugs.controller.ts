import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { currentContext } from '../../platform/context/request-context.js';
import { SharedAnswer } from '../../platform/answers/shared-answer.decorator.js';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { OptionalUser } from '../../platform/access/current-user.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { notFound } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { PostDto } from './post.dto.js';
import { ShownPostsService } from './shown-posts.service.js';

@Public()
@ApiOptionalSignIn()
@ApiTags('posts')
@Controller('post-slugs')
export class PostSlugsController {
  constructor(private readonly posts: ShownPostsService) {}

  @SharedAnswer('path')
  @Get(':slug')
  @ApiOperation({
    summary: 'Get a post by its slug, or by one that it had before; `slug` says the present one',
  })
  @ApiOkResponse({ type: PostDto })
  @ApiProblems(404)
  async get(@Param('slug') slug: string, @OptionalUser() viewer?: Principal): Promise<PostDto> {
    // What stands before the id is for people: titles change, and old links must go on working.
    const id = /(?:^|-)([1-9]\d{0,14})$/.exec(slug)?.[1];
    if (id === undefined) throw notFound('post', slug);
    const post = new PostDto(await this.posts.get(Number(id), viewer));
    // Any text before the id finds it: only the answer under its present name is worth keeping.
    if (post.slug !== slug) currentContext()?.cache.noteUnkept('HIT');
    return post;
  }
}

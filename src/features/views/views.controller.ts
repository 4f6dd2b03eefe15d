import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiOptionalSignIn } from '../../platform/access/api-optional-sign-in.js';
import { OptionalUser } from '../../platform/access/current-user.decorator.js';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import type { Principal } from '../../shared/principal.js';
import { ViewsService } from './views.service.js';

/** Not counted by GET: an answer that a cache gives reaches no handler. */
@ApiTags('posts')
@Controller('posts/:id/views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  @Public()
  @ApiOptionalSignIn()
  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Count that a post is shown to somebody; `viewCount` has it some minutes later',
    description:
      'Views are approximate: takes no `Idempotency-Key`, and a request that is repeated after a 503, or after no answer, may count twice.',
  })
  @ApiProblems(400, 404)
  create(@Param('id', ParseIdPipe) id: number, @OptionalUser() viewer?: Principal): Promise<void> {
    return this.views.count(id, viewer);
  }
}

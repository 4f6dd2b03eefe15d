import { Controller, Delete, HttpCode, Inject, Put, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { RateLimit } from '../../platform/rate-limit/rate-limit.decorator.js';
import { receiveFile } from '../../platform/uploads/receive-file.js';
import { TakesUpload } from '../../platform/uploads/upload-route.js';
import type { Principal } from '../../shared/principal.js';
import { AcceptedAvatarDto } from './avatar-upload.dto.js';
import { AvatarsService } from './avatars.service.js';
import { processAvatar } from './process-avatar.job.js';

@RequirePermissions('account:manage')
@ApiTags('avatars')
@Controller('users/me/avatar')
export class OwnAvatarController {
  constructor(
    private readonly avatars: AvatarsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Put()
  @HttpCode(202)
  @RateLimit('upload')
  @TakesUpload()
  @ApiOperation({
    summary: 'Send a picture of oneself: JPEG, PNG, WebP, AVIF or GIF. It is shown when its job is done',
  })
  @ApiAcceptedResponse({ type: AcceptedAvatarDto })
  @ApiProblems(404)
  async put(
    @Req() request: FastifyRequest,
    @CurrentUser() { userId }: Principal,
  ): Promise<Answer<AcceptedAvatarDto>> {
    const { maxBytes } = this.config.avatars;
    const jobId = await this.avatars.upload(userId, (keep) => receiveFile(request, { maxBytes }, keep));
    return new Answer(202, { jobId }, { location: `/api/v1/jobs/${processAvatar.queue}/${jobId}` });
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove the picture of oneself, and what is on its way to be one' })
  @ApiProblems(404)
  async delete(@CurrentUser() { userId }: Principal): Promise<void> {
    await this.avatars.remove(userId);
  }
}

import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { AvatarTidying } from './avatar-tidying.service.js';
import { tidyAvatars } from './tidy-avatars.job.js';

@JobHandler(tidyAvatars)
export class TidyAvatarsHandler implements Handler<{ avatarIds: string[] }> {
  constructor(private readonly tidying: AvatarTidying) {}

  async handle({ avatarIds }: { avatarIds: string[] }): Promise<void> {
    await this.tidying.tidy(avatarIds);
  }
}

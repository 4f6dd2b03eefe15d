import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { AvatarTidying } from './avatar-tidying.service.js';
import { sweepAvatars } from './sweep-avatars.job.js';

@JobHandler(sweepAvatars)
export class SweepAvatarsHandler implements Handler<object> {
  constructor(private readonly tidying: AvatarTidying) {}

  async handle(): Promise<void> {
    await this.tidying.sweep();
  }
}

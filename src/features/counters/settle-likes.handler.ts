import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { LikeSlotsService } from './like-slots.service.js';
import { settleLikes } from './settle-likes.job.js';

@JobHandler(settleLikes)
export class SettleLikesHandler implements Handler<object> {
  constructor(private readonly slots: LikeSlotsService) {}

  handle(): Promise<void> {
    return this.slots.settle();
  }
}

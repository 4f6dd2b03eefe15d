import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { recordViews } from './record-views.job.js';
import { ViewsService } from './views.service.js';

@JobHandler(recordViews)
export class RecordViewsHandler implements Handler<object> {
  constructor(private readonly views: ViewsService) {}

  handle(): Promise<void> {
    return this.views.record();
  }
}

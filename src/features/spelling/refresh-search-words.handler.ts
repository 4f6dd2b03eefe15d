import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { refreshSearchWords } from './refresh-search-words.job.js';
import { SpellingService } from './spelling.service.js';

@JobHandler(refreshSearchWords)
export class RefreshSearchWordsHandler implements Handler<object> {
  constructor(private readonly spelling: SpellingService) {}

  async handle(): Promise<void> {
    await this.spelling.refresh();
  }
}

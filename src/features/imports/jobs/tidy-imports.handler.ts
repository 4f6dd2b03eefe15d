import { Inject, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { type Handler, JobHandler } from '../../../platform/jobs/job-handler.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { ImportsRepository } from '../imports.repository.js';
import { tidyImports } from './tidy-imports.job.js';

@JobHandler(tidyImports)
export class TidyImportsHandler implements Handler<object> {
  readonly #logger = new Logger('Imports');

  constructor(
    private readonly imports: ImportsRepository,
    private readonly uploads: UploadsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async handle(): Promise<void> {
    // In this order, because a file that an import knows of is kept.
    const deleted = await this.imports.deleteOver(this.config.imports.retentionDays);
    if (deleted > 0) this.#logger.log({ msg: 'imports deleted', count: deleted });
    await this.uploads.sweep();
  }
}

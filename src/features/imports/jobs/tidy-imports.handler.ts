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
    try {
      await this.#deleteImports();
    } finally {
      // Afterwards, because a file that an import knows of is kept.
      await this.uploads.sweep();
    }
  }

  async #deleteImports(): Promise<void> {
    const { retentionDays } = this.config.imports;
    for (let over = await this.imports.findOver(retentionDays); over.length > 0;) {
      for (const id of over) {
        await this.imports.forgetRows(id);
        await this.imports.deleteOver(id);
        this.#logger.log({ msg: 'import deleted', importId: id });
      }
      over = await this.imports.findOver(retentionDays);
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { notFound } from '../../shared/app-error.js';
import { uuidV7 } from '../../shared/uuid-v7.js';
import type { Upload } from '../uploads/upload.entity.js';
import type { ImportView } from './import-view.js';
import { ImportsRepository } from './imports.repository.js';
import { runImport } from './run-import.job.js';
import type { ImportOptions } from './targets/import-options.js';

export interface NewImport {
  /** Wholly there. */
  upload: Upload;
  target: string;
  /** All of them, settled. */
  options: ImportOptions;
  /** Whether a worker is to run it; else whoever made it does. True when left out. */
  enqueue?: boolean;
}

/** What becomes of imports: made, paused, resumed, cancelled. Their rows are the business of `runs/`. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly jobs: JobQueues,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param userId null from the command line */
  async create(tx: Transaction, userId: number | null, asked: NewImport): Promise<ImportView> {
    const { upload, target, options } = asked;
    const id = uuidV7();
    await this.imports.insert(tx, {
      id,
      userId,
      uploadId: upload.id,
      fileName: upload.fileName,
      bytes: upload.bytes ?? 0,
      target,
      options,
      lanes: this.config.imports.lanes,
    });
    if (asked.enqueue !== false) await this.enqueue(tx, id);
    return this.get(id, tx);
  }

  /** With the sums of its lanes. Throws `import_not_found`. */
  async get(id: string, tx?: Transaction): Promise<ImportView> {
    const found = await this.imports.find(id, tx);
    if (!found) throw notFound('import', id);
    return found;
  }

  /** Sees to it that a worker goes on with it. */
  async enqueue(tx: Transaction, id: string): Promise<void> {
    const jobId = await this.jobs.enqueue(tx, runImport, { importId: id });
    await this.imports.move(tx, id, ['queued', 'running'], { jobId });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { AuditAction } from '../../platform/audit/audit-actions.js';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError, notFound, staleVersion } from '../../shared/app-error.js';
import { uuidV7 } from '../../shared/uuid-v7.js';
import type { Upload } from '../uploads/upload.entity.js';
import { UploadsService } from '../uploads/uploads.service.js';
import type { Import } from './import.entity.js';
import { isOver } from './import-state.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportTurns } from './jobs/import-turns.service.js';
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

/** What becomes of imports: made, paused, resumed, cancelled, deleted. Their rows are the business of `runs/`. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly uploads: UploadsService,
    private readonly turns: ImportTurns,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Throws `upload_not_found` for a file that has been deleted meanwhile.
   *
   * @param userId null from the command line
   */
  async create(tx: Transaction, userId: number | null, asked: NewImport): Promise<Import> {
    const { target, options, enqueue = true } = asked;
    const upload = await this.uploads.hold(tx, asked.upload.id);
    const id = uuidV7();
    const { lanes } = this.config.imports;
    const file = { uploadId: upload.id, fileName: upload.fileName, bytes: upload.bytes ?? 0 };
    await this.imports.insert(tx, { id, userId, ...file, target, options, lanes });
    if (enqueue) await this.turns.enqueue(tx, id);
    const details = { target, uploadId: upload.id, dryRun: options.dryRun };
    await this.audit.record({ action: 'import.created', targetType: 'import', targetId: id, details }, tx);
    return this.get(id, tx);
  }

  /** Throws `import_not_found`. */
  async get(id: string, tx?: Transaction): Promise<Import> {
    const found = await this.imports.find(id, tx);
    if (!found) throw notFound('import', id);
    return found;
  }

  /** Its worker stops; batches that it is at work on are undone. Throws `import_paused` and `import_finished`. */
  pause(tx: Transaction, id: string): Promise<Import> {
    return this.#change(tx, id, 'import.paused', async ({ state }) => {
      if (state === 'paused') throw conflict('import_paused', 'The import is paused already.');
      requireNotOver(isOver(state));
      await this.imports.set(tx, id, { state: 'paused' });
    });
  }

  /**
   * Goes on where it stopped. Throws `import_not_paused`, `import_finished` and `import_file_gone`.
   *
   * @param enqueue whether a worker is to run it; else whoever resumes it does, also when who ran it so far is gone
   */
  resume(tx: Transaction, id: string, { enqueue = true } = {}): Promise<Import> {
    return this.#change(tx, id, 'import.resumed', async ({ state, uploadId, jobId }) => {
      requireNotOver(state === 'completed' || state === 'cancelled');
      const isLeft = !enqueue && jobId === null;
      if (state !== 'paused' && state !== 'failed' && !isLeft)
        throw conflict('import_not_paused', 'The import is neither paused nor has it failed.');
      if (uploadId === null) throw conflict('import_file_gone', 'The file of the import has been deleted.');
      const none = { reason: null, message: null, finishedAt: null, jobId: null };
      await this.imports.set(tx, id, { state: 'queued', ...none });
      if (enqueue) await this.turns.enqueue(tx, id);
    });
  }

  /** For good; what was imported until then stays. Throws `import_finished`. */
  cancel(tx: Transaction, id: string): Promise<Import> {
    return this.#change(tx, id, 'import.cancelled', async ({ state }) => {
      requireNotOver(isOver(state));
      const none = { reason: null, message: null };
      await this.imports.set(tx, id, { state: 'cancelled', finishedAt: new Date(), ...none });
    });
  }

  /**
   * With its file and its rejected rows; the rows that it made stay. When it ends early, calling it again goes on. Throws
   * `import_not_finished`.
   */
  async delete(id: string, versions?: readonly number[]): Promise<void> {
    await this.#end(id, versions);
    await this.imports.forgetRows(id);
    const uploadId = await this.database.transaction('import.delete', async (tx) => {
      const found = await this.#lock(tx, id);
      await this.imports.delete(tx, id);
      await this.#record(tx, id, 'import.deleted');
      this.turns.announce(tx, id);
      return found.uploadId;
    });
    if (uploadId !== null) await this.uploads.discard(uploadId);
  }

  /** So that nobody resumes one whose rows are being forgotten. */
  #end(id: string, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('import.end', async (tx) => {
      const { state, version } = await this.#lock(tx, id);
      if (versions && !versions.includes(version)) throw staleVersion('import');
      if (!isOver(state)) throw conflict('import_not_finished', 'The import is not over: cancel it first.');
      if (state === 'failed')
        await this.imports.set(tx, id, { state: 'cancelled', reason: null, message: null });
    });
  }

  async #change(
    tx: Transaction,
    id: string,
    action: AuditAction,
    change: (found: Import) => Promise<void>,
  ): Promise<Import> {
    await change(await this.#lock(tx, id));
    await this.#record(tx, id, action);
    this.turns.announce(tx, id);
    return this.get(id, tx);
  }

  async #lock(tx: Transaction, id: string): Promise<Import> {
    const found = await this.imports.lock(tx, id);
    if (!found) throw notFound('import', id);
    return found;
  }

  #record(tx: Transaction, targetId: string, action: AuditAction): Promise<void> {
    return this.audit.record({ action, targetType: 'import', targetId }, tx);
  }
}

function requireNotOver(isOver: boolean): void {
  if (isOver) throw conflict('import_finished', 'The import has come to its end.');
}

function conflict(reason: string, message: string): AppError {
  return new AppError('conflict', reason, message);
}

import { addAbortSignal, type Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { plainLine } from '../../platform/audit/plain-line.js';
import { runDetached } from '../../platform/context/request-context.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { type ReadFile, type Storage, STORAGE } from '../../platform/storage/storage.js';
import type { Keep } from '../../platform/uploads/receive-file.js';
import { AppError, notFound } from '../../shared/app-error.js';
import { uuidV7 } from '../../shared/uuid-v7.js';
import { contentOf, fileFailure, fileRefused } from '../../platform/uploads/file-content.js';
import type { Upload } from './upload.entity.js';
import { uploadKey } from './upload-file.js';
import { UploadsRepository } from './uploads.repository.js';

const AT_ONCE = 100;

/** Files that somebody sent to be worked on. Their rows come before them and go after them. */
@Injectable()
export class UploadsService {
  readonly #logger = new Logger(UploadsService.name);

  constructor(
    private readonly database: Database,
    private readonly uploads: UploadsRepository,
    @Inject(STORAGE) private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Keeps all that a stream gives, unpacked where it is gzip. When anything fails, nothing is left of it. Throws what
   * the stream fails with, `file_empty`, `file_broken`, `file_type_not_supported`, and 413 beyond IMPORT_MAX_BYTES;
   * once the signal has been aborted, its reason.
   *
   * @param userId null from the command line
   */
  async receive(
    userId: number | null,
    fileName: string | null,
    file: Readable,
    signal?: AbortSignal,
  ): Promise<Upload> {
    const id = uuidV7();
    const name = plainLine(fileName ?? '', 200);
    // Nobody knows when its first bytes come.
    if (signal) addAbortSignal(signal, file);
    try {
      const { stream, sha256 } = await contentOf(file, this.config.imports.maxBytes);
      await this.uploads.insert({ id, userId, state: 'uploading', fileName: name === '' ? null : name });
      const { size } = await this.storage.write(uploadKey(id), stream, signal);
      if (size === 0) throw fileRefused('file_empty', 'file is empty');
      if (!(await this.uploads.complete(id, { bytes: size, sha256: sha256() })))
        throw new Error(`upload ${id} was given up while it was received`);
      return await this.get(id);
    } catch (error) {
      const failure: unknown = signal?.aborted ? signal.reason : fileFailure(error);
      await this.discard(id);
      throw failure;
    }
  }

  /** As above, for what `take` gives; also what `take` fails with after it has given all leaves nothing. */
  async receiveFrom(userId: number, take: (keep: Keep<Upload>) => Promise<Upload>): Promise<Upload> {
    let kept: Upload | undefined;
    try {
      return await take(async (file, signal, { fileName = null }) => {
        kept = await this.receive(userId, fileName, file, signal);
        return kept;
      });
    } catch (error) {
      if (kept) await this.discard(kept.id);
      throw error;
    }
  }

  /**
   * What comes of a file that was received. It is deleted where that fails, and where the request had been answered
   * before, so that the answer names another one.
   *
   * @param idOf says which file an answer is about
   */
  async settle<T>(
    upload: Upload,
    work: () => Promise<T>,
    idOf: (answer: T) => string | undefined,
  ): Promise<T> {
    let answer: T | undefined;
    try {
      answer = await work();
      return answer;
    } finally {
      // Also where nobody can say whether it failed: an import that was made all the same has its file.
      if (answer === undefined || idOf(answer) !== upload.id) await this.discard(upload.id);
    }
  }

  /** Throws `upload_not_found`, also for one that is not there wholly. */
  async get(id: string): Promise<Upload> {
    const upload = await this.uploads.find(id);
    if (!upload) throw notFound('upload', id);
    return upload;
  }

  /** As above; it stays for as long as the transaction lasts. */
  async hold(tx: Transaction, id: string): Promise<Upload> {
    const upload = await this.uploads.hold(tx, id);
    if (!upload) throw notFound('upload', id);
    return upload;
  }

  /** The file from a byte on; undefined when it has been deleted. Whoever takes the stream reads or destroys it. */
  async read(id: string, from = 0): Promise<ReadFile | undefined> {
    return this.storage.read(uploadKey(id), from);
  }

  /** How the file begins. Throws `upload_not_found`. */
  async head(id: string, bytes: number): Promise<Buffer> {
    const file = await this.read(id);
    if (!file) throw notFound('upload', id);
    const chunks: Buffer[] = [];
    let length = 0;
    // Leaving the loop destroys the stream.
    for await (const chunk of file.stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) break;
    }
    return Buffer.concat(chunks).subarray(0, bytes);
  }

  /** Throws `upload_not_found`, and `upload_in_use` while an import needs it. */
  async delete(id: string): Promise<void> {
    await this.get(id);
    if (!(await this.#withdraw(id))) throw inUse();
    await this.#delete(id);
  }

  /** Deletes those that are a day old and of no use, also what was left of those that never ended. */
  async sweep(): Promise<void> {
    for (let found = AT_ONCE, deleted = 1; found === AT_ONCE && deleted > 0;) {
      const unused = await this.uploads.findUnused(AT_ONCE);
      [found, deleted] = [unused.length, 0];
      // One that cannot be deleted does not keep the others.
      for (const id of unused) if (await this.discard(id)) deleted += 1;
    }
  }

  /** Deletes what nobody is told of. Does not reject: what it cannot do, false, the sweep does. */
  async discard(id: string): Promise<boolean> {
    try {
      // The request that it was for may have been ended.
      return await runDetached(async () => {
        if (!(await this.#withdraw(id))) return false;
        await this.#delete(id);
        return true;
      });
    } catch (error) {
      this.#logger.warn({ msg: 'upload not discarded yet', uploadId: id, err: error });
      return false;
    }
  }

  /** False while an import needs it. */
  #withdraw(id: string): Promise<boolean> {
    return this.database.transaction('upload.delete', (tx) => this.uploads.withdraw(tx, id));
  }

  async #delete(id: string): Promise<void> {
    await this.storage.delete(uploadKey(id));
    await this.uploads.delete(id);
  }
}

function inUse(): AppError {
  return new AppError('conflict', 'upload_in_use', 'An import that is not over needs this file.');
}

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { runDetached } from '../../platform/context/request-context.js';
import { type ReadFile, type Storage, STORAGE } from '../../platform/storage/storage.js';
import { notFound } from '../../shared/app-error.js';
import { uuidV7 } from '../../shared/uuid-v7.js';
import type { Upload } from './upload.entity.js';
import { uploadKey } from './upload-file.js';
import { UploadsRepository } from './uploads.repository.js';

/** Files that somebody sent to be worked on. Their rows come before them and go after them. */
@Injectable()
export class UploadsService {
  readonly #logger = new Logger(UploadsService.name);

  constructor(
    private readonly uploads: UploadsRepository,
    @Inject(STORAGE) private readonly storage: Storage,
  ) {}

  /**
   * Keeps all that a stream gives, unpacked where it is gzip. When anything fails, nothing is left of it. Throws what
   * the stream fails with, `file_empty`, `file_broken`, and 413 beyond IMPORT_MAX_BYTES.
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
    await this.uploads.insert({ id, userId, state: 'uploading', fileName });
    try {
      const hash = createHash('sha256');
      file.on('data', (chunk: Buffer) => hash.update(chunk));
      const { size } = await this.storage.write(uploadKey(id), file, signal);
      const upload = await this.uploads.complete(id, { bytes: size, sha256: hash.digest('hex') });
      if (!upload) throw new Error(`upload ${id} was given up while it was received`);
      return upload;
    } catch (error) {
      await this.#discard(id);
      throw error;
    }
  }

  /** Throws `upload_not_found`, also for one that is not there wholly. */
  async get(id: string): Promise<Upload> {
    const upload = await this.uploads.find(id);
    if (upload?.state !== 'uploaded') throw notFound('upload', id);
    return upload;
  }

  /** The file from a byte on; undefined when it has been deleted. Whoever takes the stream reads or destroys it. */
  async read(id: string, from = 0): Promise<ReadFile | undefined> {
    return this.storage.read(uploadKey(id), from);
  }

  /** Deletes a file and forgets it. Does nothing where there is none. */
  async delete(id: string): Promise<void> {
    await this.storage.delete(uploadKey(id));
    await this.uploads.delete(id);
  }

  // The request that it was for may have been ended. What cannot be done now, the sweep does.
  async #discard(id: string): Promise<void> {
    await runDetached(() => this.delete(id)).catch((error: unknown) =>
      this.#logger.warn({ msg: 'upload not discarded yet', uploadId: id, err: error }),
    );
  }
}

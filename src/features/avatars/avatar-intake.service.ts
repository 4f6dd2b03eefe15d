import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { runDetached } from '../../platform/context/request-context.js';
import { sizeInHeader } from '../../platform/images/image-header.js';
import { HEAD_BYTES, imageKind } from '../../platform/images/image-kind.js';
import { type Storage, STORAGE } from '../../platform/storage/storage.js';
import { peek } from '../../platform/uploads/peek.js';
import { AppError } from '../../shared/app-error.js';
import { originalKey } from './avatar-files.js';
import { AvatarsRepository } from './avatars.repository.js';

/** Takes in the files that users send: looks at how they begin, and keeps them as they are. */
@Injectable()
export class AvatarIntake {
  readonly #logger = new Logger(AvatarIntake.name);

  constructor(
    private readonly avatars: AvatarsRepository,
    @Inject(STORAGE) private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Keeps a file as the avatar `id`, in the state `uploading`. Throws `image_type_not_supported`, `image_too_large`. */
  async keep(id: string, userId: number, file: Readable, signal: AbortSignal): Promise<void> {
    const { head, whole } = await peek(file, HEAD_BYTES);
    const mediaType = await imageKind(head);
    if (mediaType === undefined) throw typeNotSupported();
    this.#requireSize(mediaType, head);
    // The row first, so that the file is known of whatever happens to this process.
    await this.avatars.insert({ id, userId, state: 'uploading', mediaType });
    await this.storage.write(originalKey(id), whole, signal);
  }

  /**
   * Forgets an avatar that was not accepted, with its file. Does not reject: what it cannot do, the sweep does. One that
   * was accepted, although nobody could say so, stays.
   */
  async discard(id: string): Promise<void> {
    // The request that it was for may have been ended.
    await runDetached(async () => {
      if (!(await this.avatars.move(id, 'uploading', { state: 'removed' }))) return;
      await this.storage.delete(originalKey(id));
      await this.avatars.delete(id);
    }).catch((error: unknown) =>
      this.#logger.warn({ msg: 'upload not discarded yet', avatarId: id, err: error }),
    );
  }

  #requireSize(mediaType: string, head: Buffer): void {
    const size = sizeInHeader(mediaType, head);
    const { maxPixels } = this.config.images;
    if (!size || size.width * size.height <= maxPixels) return;
    const message = `file has ${size.width} × ${size.height} pixels; ${maxPixels} are the most`;
    throw refused('image_too_large', message);
  }
}

function typeNotSupported(): AppError {
  return refused('image_type_not_supported', 'file must be a JPEG, PNG, WebP, AVIF or GIF');
}

function refused(reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field: 'file', code: reason, message }] });
}

import { Inject, Injectable } from '@nestjs/common';
import { type Storage, STORAGE } from '../../platform/storage/storage.js';
import type { Avatar } from './avatar.entity.js';
import { imageKeys, originalKey } from './avatar-files.js';
import { AvatarsRepository } from './avatars.repository.js';

const AT_ONCE = 100;

/** Deletes the files that nobody needs, in the end every one: each has a row until then. */
@Injectable()
export class AvatarTidying {
  constructor(
    private readonly avatars: AvatarsRepository,
    @Inject(STORAGE) private readonly storage: Storage,
  ) {}

  async tidy(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const avatar = await this.avatars.find(id);
      if (avatar) await this.#tidy(avatar);
    }
  }

  /** Ends what was begun and forgotten: uploads, files of users who are gone, and rows without files. */
  async sweep(): Promise<void> {
    await this.avatars.removeAbandoned();
    await inBatches(
      () => this.avatars.findUntidy(AT_ONCE),
      (avatar) => this.#tidy(avatar),
    );
    await inBatches(
      () => this.avatars.findOver(AT_ONCE),
      async (avatar) => {
        // Once more, for a job may have been at work on it when they were deleted.
        await this.#deleteFiles([originalKey(avatar.id), ...imageKeys(avatar.id)]);
        await this.avatars.delete(avatar.id);
      },
    );
  }

  async #tidy(avatar: Avatar): Promise<void> {
    const { id, state } = avatar;
    if (state === 'uploading' || state === 'uploaded') return;
    // What the user sent says more than the images, such as where it was taken.
    await this.#deleteFiles([originalKey(id), ...(state === 'ready' ? [] : imageKeys(id))]);
    await this.avatars.markTidy(avatar);
  }

  async #deleteFiles(keys: string[]): Promise<void> {
    for (const key of keys) await this.storage.delete(key);
  }
}

async function inBatches<T>(next: () => Promise<T[]>, work: (item: T) => Promise<void>): Promise<void> {
  for (let batch = await next(); batch.length > 0; batch = await next())
    for (const item of batch) await work(item);
}

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject } from '@nestjs/common';
import type { MadeImage, Refusal } from '../../platform/images/image-process.js';
import { ImageProcessError, ImageProcesses } from '../../platform/images/image-processes.js';
import { type Handler, JobHandler, type JobRun } from '../../platform/jobs/job-handler.js';
import { PermanentJobError } from '../../platform/jobs/permanent-job-error.js';
import { type Storage, STORAGE } from '../../platform/storage/storage.js';
import { AVATAR_SIDES } from '../users/avatar.dto.js';
import { imageKey, originalKey } from './avatar-files.js';
import { AvatarsRepository } from './avatars.repository.js';
import { AvatarsService } from './avatars.service.js';
import { AvatarTidying } from './avatar-tidying.service.js';
import { type AvatarPayload, processAvatar } from './process-avatar.job.js';

@JobHandler(processAvatar)
export class ProcessAvatarHandler implements Handler<AvatarPayload> {
  constructor(
    private readonly avatars: AvatarsRepository,
    private readonly service: AvatarsService,
    private readonly tidying: AvatarTidying,
    private readonly images: ImageProcesses,
    @Inject(STORAGE) private readonly storage: Storage,
  ) {}

  async handle({ avatarId }: AvatarPayload, run: JobRun): Promise<void> {
    // Overtaken, removed, or done by a run whose worker died before it could say so.
    if ((await this.avatars.find(avatarId))?.state !== 'uploaded') return;
    const folder = await mkdtemp(join(tmpdir(), 'avatar-'));
    try {
      const input = join(folder, 'original');
      if (!(await this.#fetch(avatarId, input, run.signal))) return await this.#refuse(avatarId, GONE);
      await run.progress(20);
      const made = await this.#make(input, folder, run);
      if ('refused' in made) return await this.#refuse(avatarId, made);
      await run.progress(80);
      await this.#keep(avatarId, made, run.signal);
      if (!(await this.service.publish(avatarId))) await this.tidying.tidy([avatarId]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #fetch(avatarId: string, path: string, signal: AbortSignal): Promise<boolean> {
    const file = await this.storage.read(originalKey(avatarId));
    if (file) await pipeline(file.stream, createWriteStream(path), { signal });
    return file !== undefined;
  }

  /** Whatever ends the process may be no fault of the image, unless it does so each time. */
  async #make(input: string, folder: string, run: JobRun): Promise<MadeImage[] | Refusal | typeof FAILED> {
    try {
      return await this.images.squares({ input, folder, sides: AVATAR_SIDES }, run.signal);
    } catch (error) {
      if (error instanceof ImageProcessError && run.attempt >= processAvatar.retry.attempts) return FAILED;
      throw error;
    }
  }

  async #keep(avatarId: string, made: MadeImage[], signal: AbortSignal): Promise<void> {
    for (const { path, side, format } of made)
      await this.storage.write(imageKey(avatarId, side, format), createReadStream(path), signal);
  }

  async #refuse(avatarId: string, { refused, message }: { refused: string; message: string }): Promise<void> {
    // Removed or overtaken meanwhile, and perhaps its file gone for that: nobody is to look into it.
    if (await this.service.refuse(avatarId, refused)) throw new PermanentJobError(refused, message);
  }
}

const GONE = { refused: 'image_gone', message: 'The file is not there any more. Send it again.' };
const FAILED = {
  refused: 'image_processing_failed',
  message: 'Nothing could be made of this image, each time it was tried. Send another one.',
};

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import type { Keep } from '../../platform/uploads/receive-file.js';
import { uuidV7 } from '../../shared/uuid-v7.js';
import { UsersService } from '../users/users.service.js';
import { AvatarIntake } from './avatar-intake.service.js';
import { AvatarsRepository } from './avatars.repository.js';
import { processAvatar } from './process-avatar.job.js';
import { tidyAvatars } from './tidy-avatars.job.js';

/** What becomes of the pictures of users. Those of one user change one at a time: whoever changes one locks the user. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly database: Database,
    private readonly avatars: AvatarsRepository,
    private readonly intake: AvatarIntake,
    private readonly users: UsersService,
    private readonly jobs: JobQueues,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Keeps the file that `receive` gets, and returns the id of the job that makes images of it. Of several the last
   * counts. When anything fails, the file is gone again. Throws what `AvatarIntake.keep` and `receive` throw.
   */
  async upload(userId: number, receive: (keep: Keep<void>) => Promise<void>): Promise<string> {
    const id = uuidV7();
    try {
      await receive((file, signal) => this.intake.keep(id, userId, file, signal));
      return await this.database.transaction('avatar.upload', (tx) => this.#accept(tx, id, userId));
    } catch (error) {
      await this.intake.discard(id);
      throw error;
    }
  }

  /** Shows no picture of the user any more, nor one that is still on its way. */
  async remove(userId: number): Promise<void> {
    await this.database.transaction('avatar.remove', async (tx) => {
      await this.users.lockRole(tx, userId);
      const removed = await this.avatars.removeAll(tx, userId, ['uploaded', 'ready']);
      if (removed.length === 0) return;
      await this.users.setAvatar(tx, userId, null);
      await this.jobs.enqueue(tx, tidyAvatars, { avatarIds: removed });
      await this.#record(tx, userId);
    });
  }

  /** Shows a picture whose images have been made. False when another one, or none, has taken its place meanwhile. */
  async publish(id: string): Promise<boolean> {
    return this.database.transaction('avatar.publish', async (tx) => {
      const userId = (await this.avatars.find(id, tx))?.userId;
      if (userId === undefined || userId === null) return false;
      await this.users.lockRole(tx, userId);
      if ((await this.avatars.find(id, tx))?.state !== 'uploaded') return false;
      const replaced = await this.avatars.removeAll(tx, userId, ['ready']);
      await this.avatars.move(id, 'uploaded', { state: 'ready' }, tx);
      await this.users.setAvatar(tx, userId, id);
      await this.jobs.enqueue(tx, tidyAvatars, { avatarIds: [id, ...replaced] });
      return true;
    });
  }

  /** Notes that no images can be made of it, and why. False when nobody wants any by now. */
  async refuse(id: string, reason: string): Promise<boolean> {
    return this.database.transaction('avatar.refuse', async (tx) => {
      const isRefused = await this.avatars.move(id, 'uploaded', { state: 'failed', reason }, tx);
      if (isRefused) await this.jobs.enqueue(tx, tidyAvatars, { avatarIds: [id] });
      return isRefused;
    });
  }

  async #accept(tx: Transaction, id: string, userId: number): Promise<string> {
    await this.users.lockRole(tx, userId);
    const overtaken = await this.avatars.removeAll(tx, userId, ['uploaded']);
    if (!(await this.avatars.move(id, 'uploading', { state: 'uploaded' }, tx)))
      throw new Error(`avatar ${id} was given up while it was received`);
    if (overtaken.length > 0) await this.jobs.enqueue(tx, tidyAvatars, { avatarIds: overtaken });
    await this.#record(tx, userId);
    return this.jobs.enqueue(tx, processAvatar, { avatarId: id });
  }

  #record(tx: Transaction, userId: number): Promise<void> {
    const fact = { action: 'user.updated', targetType: 'user', targetId: userId } as const;
    return this.audit.record({ ...fact, details: { fields: 'avatar' } }, tx);
  }
}

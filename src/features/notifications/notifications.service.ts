import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { JobQueues } from '../../platform/jobs/job-queues.js';
import { Signals } from '../../platform/signals/signals.js';
import { notFound } from '../../shared/app-error.js';
import { deliverNotification, type Occasion } from './deliver-notification.job.js';
import { NotificationOccasions } from './notification-occasions.repository.js';
import { notificationsChanged } from './notifications-changed.signal.js';
import { NotificationsRepository } from './notifications.repository.js';

@Injectable()
export class NotificationsService {
  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationsRepository,
    private readonly occasions: NotificationOccasions,
    private readonly jobs: JobQueues,
    private readonly signals: Signals,
  ) {}

  /** Those whom it concerns are told of it in the background, if the transaction commits. */
  async request(tx: Transaction, occasion: Occasion): Promise<void> {
    await this.jobs.enqueue(tx, deliverNotification, occasion);
  }

  /** Tells those whom it concerns, unless they have been told or it was taken back. */
  async deliver(occasion: Occasion): Promise<void> {
    const told = await this.database.transaction('notification.deliver', async (tx) => {
      const concerns = await this.occasions.concerns(tx, occasion);
      const [first] = concerns;
      if (!first) return [];
      const userIds = concerns.map(({ userId }) => userId);
      await this.occasions.takeTurns(tx, userIds);
      if (!(await this.occasions.hold(tx, occasion, [...userIds, first.actorId]))) return [];
      await this.occasions.tell(tx, concerns);
      return userIds;
    });
    // Also when all was there already: who did it may have died before this.
    for (const userId of told) await this.signals.tell(notificationsChanged, { userId });
  }

  /** What has been deleted, or is liked no more, is not worth reading of. After it was taken back, in its transaction. */
  async takeBack(tx: Transaction, occasion: Occasion): Promise<void> {
    for (const userId of await this.occasions.takeBack(tx, occasion)) this.#changed(tx, userId);
  }

  /** Throws `notification_not_found`. */
  read(userId: number, id: number): Promise<void> {
    return this.database.transaction('notification.read', async (tx) => {
      if ((await this.notifications.read(tx, userId, id)) > 0) this.#changed(tx, userId);
      else if (!(await this.notifications.exists(tx, userId, id))) throw notFound('notification', id);
    });
  }

  /** All, or those up to one of them. */
  readAll(userId: number, upTo = Number.MAX_SAFE_INTEGER): Promise<void> {
    return this.database.transaction('notification.read_all', async (tx) => {
      if ((await this.notifications.read(tx, userId, upTo, true)) > 0) this.#changed(tx, userId);
    });
  }

  /** Throws `notification_not_found`. */
  delete(userId: number, id: number): Promise<void> {
    return this.database.transaction('notification.delete', async (tx) => {
      if (!(await this.notifications.delete(tx, userId, id))) throw notFound('notification', id);
      this.#changed(tx, userId);
    });
  }

  // Beside the request: it is not told faster for waiting.
  #changed(tx: Transaction, userId: number): void {
    tx.afterCommit(async () => void this.signals.tell(notificationsChanged, { userId }));
  }
}

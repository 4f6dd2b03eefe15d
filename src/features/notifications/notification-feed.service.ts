import { Injectable } from '@nestjs/common';
import { PrincipalPositions } from '../../platform/access/principal-positions.js';
import type { StreamEvent } from '../../platform/event-streams/event-text.js';
import { followSignal, readAt } from '../../platform/signals/follow-signal.js';
import { Signals } from '../../platform/signals/signals.js';
import { FURTHEST, type WalPosition } from '../../shared/wal-position.js';
import { NotificationDto } from './notification.dto.js';
import { notificationsChanged } from './notifications-changed.signal.js';
import { NotificationsRepository } from './notifications.repository.js';

const BATCH = 100;

/** A user's notifications as they come. */
@Injectable()
export class NotificationFeed {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly signals: Signals,
    private readonly positions: PrincipalPositions,
  ) {}

  /**
   * Each notification after `after`, or from now on, once and in order; and whenever something has changed and
   * it differs from what was said last, how many are unread.
   */
  async *follow(userId: number, after: number | undefined, until: AbortSignal): AsyncGenerator<StreamEvent> {
    const isOwn = (told: { userId: number }) => told.userId === userId;
    let last = after;
    let said: number | undefined;
    for await (const position of followSignal(this.signals, notificationsChanged, isOwn, until)) {
      // What the client asks for when it hears of it is not older than what it heard.
      if (position.timeline !== FURTHEST.timeline) await this.positions.keep(userId, position);
      last ??= await readAt(position, () => this.notifications.lastOf(userId));
      for await (const event of this.#following(userId, last, position)) {
        last = event.id;
        yield event;
      }
      const count = await readAt(position, () => this.notifications.countUnread(userId));
      if (count !== said) yield { id: last, event: 'unread', data: { count } };
      said = count;
    }
  }

  async *#following(userId: number, after: number, position: WalPosition) {
    for (let last = after, isMore = true; isMore;) {
      const found = await readAt(position, () => this.notifications.following(userId, last, BATCH));
      for (const view of found) yield { id: view.id, event: 'notification', data: new NotificationDto(view) };
      last = found.at(-1)?.id ?? last;
      isMore = found.length === BATCH;
    }
  }
}

import { bearer } from './access-token.ts';
import { eventually } from './eventually.ts';
import { type FollowedEvents, followEvents } from './followed-events.ts';

/** Follows the notifications of a user; resolves when the stream has said how many are unread. */
export async function followNotifications(
  url: string,
  userId: number,
  lastEventId?: string,
): Promise<FollowedEvents> {
  const stream = await followEvents(`${url}/api/v1/notifications/events`, {
    ...bearer({ id: userId }),
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  });
  await eventually(() => stream.of('unread').length > 0, 20_000);
  return stream;
}

export function unreadCount(stream: FollowedEvents): number | undefined {
  return stream.of<{ count: number }>('unread').at(-1)?.count;
}

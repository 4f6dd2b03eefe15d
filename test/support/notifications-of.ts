import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import type { TestApi } from './api.ts';
import { eventually } from './eventually.ts';

export interface NotificationAnswer {
  id: number;
  kind: string;
  actor: { id: number; name: string };
  post: { id: number; title: string | null };
  commentId: number | null;
  createdAt: string;
  readAt: string | null;
}

/** What a user's list shows, the newest first. */
export async function notificationsOf(
  api: Pick<TestApi, 'as'>,
  userId: number,
  query = '',
): Promise<NotificationAnswer[]> {
  const { body } = await api.as({ id: userId }).get(`/api/v1/notifications?limit=100${query}`).expect(200);
  return (body as { data: NotificationAnswer[] }).data;
}

export async function unreadOf(api: Pick<TestApi, 'as'>, userId: number): Promise<number> {
  const { body } = await api.as({ id: userId }).get('/api/v1/notifications/unread-count').expect(200);
  return (body as { count: number }).count;
}

/** The list as soon as it has that many. */
export function notified(
  api: Pick<TestApi, 'as'>,
  userId: number,
  count: number,
): Promise<NotificationAnswer[]> {
  return eventually(async () => {
    const found = await notificationsOf(api, userId);
    return found.length >= count && found;
  }, 30_000);
}

/** Resolves when no job waits or runs, so that what is not there will not come either. */
export async function allDelivered({ app, dataSource }: TestApi): Promise<void> {
  const queue = app.get(JobQueues).queue('notification');
  await eventually(async () => {
    const waiting = await dataSource.query<unknown[]>('SELECT FROM outbox');
    if (waiting.length > 0) return false;
    const counts = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed');
    return Object.values(counts).every((count) => count === 0);
  }, 30_000);
}

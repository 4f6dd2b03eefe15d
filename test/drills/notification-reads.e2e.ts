import type { Stack } from '../../local/stack.ts';
import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer, type Someone } from '../support/access-token.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams } from '../support/followed-events.ts';
import { followNotifications } from '../support/follow-notifications.ts';
import { GENEROUS_LIMITS } from '../support/generous-limits.ts';
import type { NotificationAnswer } from '../support/notifications-of.ts';
import { endProcesses, RunningProcess } from '../support/processes.ts';
import { TEST_SECRETS } from '../support/secrets.ts';

let stack: Stack;
let urls: string[];

beforeAll(async () => {
  stack = await startDrillStack('notifications');
  const { PATH = '' } = process.env;
  const env = { PATH, ...stack.env, ...GENEROUS_LIMITS, ...TEST_SECRETS, PORT: '0' };
  const start = (name: string) => new RunningProcess([process.execPath, `dist/main/${name}.js`], env);
  const apis = [start('api'), start('api')];
  start('worker');
  urls = await Promise.all(apis.map(async (api) => String((await api.line('listening')).address)));
}, 90_000);

afterAll(async () => {
  await closeStreams();
  endProcesses();
  await stack.destroy();
}, 60_000);

async function send<T>(someone: Someone, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${urls[0]}/api/v1/${path}`, {
    method,
    headers: { ...bearer(someone), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

describe('who is told of a notification', () => {
  it('finds it in the list at once, however far the replicas lag', async () => {
    const author = await send<{ id: number }>(ADMIN, 'POST', 'users', aUser());
    const other = await send<{ id: number }>(ADMIN, 'POST', 'users', aUser());
    const post = await send<{ id: number }>(author, 'POST', 'posts', { title: 'Notes', body: 'Text' });
    const stream = await followNotifications(urls[1] ?? '', author.id);
    await stack.lag('replica-1', 3000);
    await stack.lag('replica-2', 3000);
    for (let count = 1; count <= 5; count += 1) {
      await send(other, 'POST', `posts/${post.id}/comments`, { body: 'So it does.' });
      await eventually(() => stream.of('notification').length === count, 20_000);
      const { data } = await send<{ data: NotificationAnswer[] }>(author, 'GET', 'notifications');
      expect(data).toEqual(stream.of('notification').reverse());
    }
  }, 120_000);
});

import { randomUUID } from 'node:crypto';
import { sendEmail } from '../../src/features/emails/send-email.job.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { permissionsOf, type Role, SCOPES } from '../../src/shared/permissions.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { bearer } from '../support/access-token.ts';
import type { TestApi } from '../support/api.ts';
import type { Caller } from './route-table.ts';

type Headers = Record<string, string>;

/** Everybody who may call, with the headers that say who they are; the owner comes with their things. */
export async function callers(api: TestApi): Promise<Record<Exclude<Caller, 'owner'>, Headers>> {
  const someone = async (role: Role) => {
    const { id } = await createUser(api);
    await api.dataSource.query('UPDATE users SET role = $2 WHERE id = $1', [id, role]);
    return { id, role };
  };
  const admin = await someone('admin');
  const keyWith = async (scopes: readonly string[]) => {
    const made = await api.as(admin).post('/api/v1/api-keys').send({ name: 'Walk', scopes }).expect(201);
    return { 'x-api-key': made.body.key as string };
  };
  return {
    anonymous: {},
    user: bearer(await someone('user')),
    moderator: bearer(await someone('moderator')),
    admin: bearer(admin),
    key: await keyWith(SCOPES),
    // Enough to be somebody, and for nothing that others' roles are needed for.
    scopeless: await keyWith(['profile:read']),
  };
}

interface Owner {
  headers: Headers;
  path: string;
  name: string;
  email: string;
}

/** A user, and something of theirs for each kind of path. New for each request, which may delete it. */
export async function ownerOf(api: TestApi, path: string): Promise<Owner> {
  const { id, name, email } = await createUser(api);
  const headers = bearer({ id });
  const thing = async () => {
    if (path.includes('/posts/:id')) return (await createPost(api, id)).id;
    if (path.includes('/sessions/:id')) return newSession(api, id);
    if (path.includes('/api-keys/:id')) return newKey(api, id);
    if (path.includes('/jobs/')) return newJob(api, id);
    return id;
  };
  const filled = path.includes(':id') ? path.replace(':id', String(await thing())) : path;
  return { headers, name, email, path: filled.replace(':queue', 'email').replace('*', 'site.css') };
}

/** Bodies for routes whose services look at who asks only once the body is right. */
export function bodyFor(route: string, { name, email }: Owner): object {
  if (route.endsWith('/role')) return { role: 'moderator' };
  if (route.startsWith('PUT /api/v1/users/')) return { name, email };
  if (route.startsWith('PUT /api/v1/posts/')) return { title: 'New', body: 'Text' };
  return {};
}

async function newSession(api: TestApi, userId: number): Promise<string> {
  const id = randomUUID();
  await api.dataSource.query(
    `INSERT INTO sessions (id, user_id, kind, remembered, expires_at)
     VALUES ($1, $2, 'token', false, now() + interval '1 hour')`,
    [id, userId],
  );
  return id;
}

async function newKey(api: TestApi, id: number): Promise<number> {
  const made = await api
    .as({ id })
    .post('/api/v1/api-keys')
    .send({ name: 'Mine', scopes: ['profile:read'] });
  return made.body.id as number;
}

function newJob(api: TestApi, userId: number): Promise<string> {
  const context = new RequestContext('walk');
  context.principal = { userId, role: 'user', method: 'bearer', permissions: permissionsOf('user') };
  const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
  return runInContext(context, () => api.app.get(JobQueues, { strict: false }).enqueueNow(sendEmail, mail));
}

import { Controller, Get, Post, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Public } from '../../src/platform/access/public.decorator.js';
import { listRoutes } from '../../src/platform/http/route-table.js';
import { SCOPES } from '../../src/shared/permissions.js';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { openAccountWith } from '../builders/an-account.ts';
import { deposit } from '../builders/money.ts';
import { bearer } from '../support/access-token.ts';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';

/**
 * Who gets which status on every route, so that a new one needs an entry. One status: everybody gets it. Else in this
 * order: nobody, whose user, post, comment, job and money it is, another user, a moderator, an admin, and an admin's API keys: one with
 * all scopes, and one that has only `profile:read`. Nothing is changed: bodies are empty, and no version fits (412).
 */
const ACCESS: Record<string, string> = {
  'GET /': '200',
  'GET /.well-known/jwks.json': '200',
  'GET /about': '200',
  'GET /contact': '200',
  'GET /admin/queues': '401 403 403 403 200 200 403',
  'GET /admin/queues/*': '401 403 403 403 404 404 403',
  'PUT /admin/queues/*': '401 403 403 403 404 404 403',
  'GET /admin/imports': '401 403 403 403 200 200 403',
  'GET /sign-in': '200',
  'GET /forgotten': '401 403 403 403 403 403 403',
  'POST /forgotten/:id': '401 403 403 403 403 403 403',
  'GET /forgotten/open': '200',
  'GET /health': '200',
  'GET /health/live': '200',
  'GET /health/ready': '200',
  'GET /metrics': '401 403 403 403 200 200 403',
  'GET /openapi.json': '200',
  'GET /accept-invitation': '200',
  'GET /reset-password': '200',
  'GET /static/*': '200',
  'GET /verify-email': '200',
  'GET /api/v1/admin/ledger': '401 403 403 403 200 200 403',
  'GET /api/v1/admin/audit': '401 403 403 403 200 200 403',
  'GET /api/v1/admin/jobs/stats': '401 403 403 403 200 200 403',
  'GET /api/v1/admin/jobs/dead-letters': '401 403 403 403 200 200 403',
  'POST /api/v1/admin/jobs/dead-letters/retries': '401 403 403 403 422 422 403',
  'POST /api/v1/admin/jobs/dead-letters/discards': '401 403 403 403 422 422 403',
  'GET /api/v1/admin/jobs/dead-letters/:queue/:id': '401 403 403 403 404 404 403',
  'POST /api/v1/admin/jobs/dead-letters/:queue/:id/retries': '401 403 403 403 404 404 403',
  'DELETE /api/v1/admin/jobs/dead-letters/:queue/:id': '401 403 403 403 404 404 403',
  'POST /api/v1/uploads': '401 403 403 403 415 415 403',
  'GET /api/v1/uploads/:id': '401 403 403 403 400 400 403',
  'DELETE /api/v1/uploads/:id': '401 403 403 403 400 400 403',
  'POST /api/v1/imports': '401 403 403 403 422 422 403',
  'POST /api/v1/imports/preview': '401 403 403 403 422 422 403',
  'GET /api/v1/imports': '401 403 403 403 200 200 403',
  'GET /api/v1/imports/:id': '401 403 403 403 400 400 403',
  'GET /api/v1/imports/:id/events': '401 403 403 403 400 400 403',
  'POST /api/v1/imports/:id/pause': '401 403 403 403 400 400 403',
  'POST /api/v1/imports/:id/resumption': '401 403 403 403 400 400 403',
  'POST /api/v1/imports/:id/cancellation': '401 403 403 403 400 400 403',
  'GET /api/v1/imports/:id/rejects': '401 403 403 403 400 400 403',
  'GET /api/v1/imports/:id/rejects.csv': '401 403 403 403 400 400 403',
  'DELETE /api/v1/imports/:id': '401 403 403 403 400 400 403',
  'GET /api/v1/admin/queries': '401 403 403 403 200 200 403',
  'GET /api/v1/admin/queries/:fingerprint/explain': '401 403 403 403 400 400 403',
  'POST /api/v1/admin/queries/:fingerprint/explanations': '401 403 403 403 400 400 403',
  'GET /api/v1/admin/cache': '401 403 403 403 200 200 403',
  'DELETE /api/v1/admin/cache/keys/:key': '401 403 403 403 400 400 403',
  'DELETE /api/v1/admin/cache/tags/:tag': '401 403 403 403 204 204 403',
  'DELETE /api/v1/admin/cache/namespaces/:namespace': '401 403 403 403 400 400 403',
  'PUT /api/v1/cache-test/:key': '422',
  'GET /api/v1/cache-test/:key': '404',
  'GET /api/v1/admin/reports': '401 403 403 403 200 200 403',
  'GET /api/v1/admin/reports/:day': '401 403 403 403 400 400 403',
  'PUT /api/v1/admin/reports/:day': '401 403 403 403 400 400 403',
  'GET /api/v1/admin/preferences': '401 403 403 400 400 400 403',
  'GET /api/v1/api-keys': '401 200 200 200 200 403 403',
  'POST /api/v1/api-keys': '401 422 422 422 422 403 403',
  'DELETE /api/v1/api-keys/:id': '401 404 404 404 404 403 403',
  'GET /api/v1/notifications': '401 200 200 200 200 200 403',
  'GET /api/v1/notifications/events': '401 406 406 406 406 406 403',
  'GET /api/v1/notifications/unread-count': '401 200 200 200 200 200 403',
  'PUT /api/v1/notifications/:id/read': '401 404 404 404 404 404 403',
  'PUT /api/v1/notifications/read': '401 204 204 204 204 204 403',
  'DELETE /api/v1/notifications/:id': '401 404 404 404 404 404 403',
  'POST /api/v1/auth/login': '422',
  'POST /api/v1/auth/logout': '204',
  'POST /api/v1/auth/logout-all': '401 204 204 204 204 403 403',
  'PUT /api/v1/auth/password': '401 422 422 422 422 403 403',
  'POST /api/v1/auth/password/forgot': '422',
  'POST /api/v1/auth/password/reset': '422',
  'POST /api/v1/auth/refresh': '401',
  'POST /api/v1/auth/register': '422',
  'GET /api/v1/auth/oidc': '404',
  'GET /api/v1/auth/oidc/callback': '404',
  'GET /api/v1/auth/sessions': '401 200 200 200 200 403 403',
  'DELETE /api/v1/auth/sessions/:id': '401 404 404 404 404 403 403',
  'GET /api/v1/auth/totp': '401 200 200 200 200 403 403',
  'POST /api/v1/auth/totp': '401 201 201 201 201 403 403',
  'PUT /api/v1/auth/totp': '401 422 422 422 422 403 403',
  'DELETE /api/v1/auth/totp': '401 422 422 422 422 403 403',
  'POST /api/v1/auth/totp/recovery-codes': '401 422 422 422 422 403 403',
  'POST /api/v1/invitations/acceptance': '422',
  'POST /api/v1/auth/verify-email': '422',
  'POST /api/v1/auth/verify-email/resend': '422',
  'GET /api/v1/avatars/:id/:file': '400',
  'GET /api/v1/comments/:id': '200',
  'PATCH /api/v1/comments/:id': '401 412 403 403 403 403 403',
  'DELETE /api/v1/comments/:id': '401 412 403 412 412 412 403',
  'GET /api/v1/comments/:id/replies': '200',
  'POST /api/v1/emails': '401 403 403 403 422 422 403',
  'POST /api/v1/deposits': '401 403 403 403 400 400 403',
  'GET /api/v1/jobs/:queue/:id': '401 200 404 404 200 200 404',
  'GET /api/v1/jobs/:queue/:id/events': '401 406 404 404 406 406 404',
  'DELETE /api/v1/jobs/:queue/:id': '401 204 404 404 409 409 404',
  'GET /api/v1/drafts': '401 200 200 200 200 200 403',
  'GET /api/v1/posts': '200',
  'POST /api/v1/posts': '401 422 422 422 422 422 403',
  'POST /api/v1/posts/batch': '401 422 422 422 422 422 403',
  'GET /api/v1/posts/top': '200',
  'GET /api/v1/posts/search': '400',
  'GET /api/v1/posts/suggestions': '400',
  'GET /api/v1/posts/:id': '200',
  'GET /api/v1/post-slugs/:slug': '404',
  'PUT /api/v1/posts/:id/publication': '401 412 403 412 412 412 403',
  'DELETE /api/v1/posts/:id/publication': '401 412 403 412 412 412 403',
  'PUT /api/v1/posts/:id': '401 412 403 412 412 412 403',
  'PATCH /api/v1/posts/:id': '401 412 403 412 412 412 403',
  'DELETE /api/v1/posts/:id': '401 412 403 412 412 412 403',
  'GET /api/v1/posts/:id/comments': '200',
  'POST /api/v1/posts/:id/comments': '401 422 422 422 422 422 403',
  'POST /api/v1/posts/:id/views': '204',
  'GET /api/v1/posts/:id/likes': '200',
  'GET /api/v1/posts/:id/likes/me': '401 404 404 404 404 404 404',
  'PUT /api/v1/posts/:id/likes/me': '401 204 204 204 204 204 403',
  'DELETE /api/v1/posts/:id/likes/me': '401 204 204 204 204 204 403',
  'GET /api/v1/profile': '401 200 200 200 200 200 200',
  'GET /api/v1/profile/likes': '401 200 200 200 200 200 200',
  'PATCH /api/v1/profile': '401 412 412 412 412 403 403',
  'DELETE /api/v1/profile': '401 422 422 422 422 403 403',
  'GET /api/v1/profile/preferences': '401 200 200 200 200 200 200',
  'PUT /api/v1/profile/preferences': '401 412 412 412 412 403 403',
  'PATCH /api/v1/profile/preferences': '401 412 412 412 412 403 403',
  'POST /api/v1/session': '422',
  'DELETE /api/v1/session': '401 204 204 204 204 204 204',
  'GET /api/v1/session/csrf': '200',
  'GET /api/v1/tags': '200',
  'GET /api/v1/transfers': '401 200 200 200 200 200 403',
  'POST /api/v1/transfers': '401 400 400 400 400 400 403',
  'GET /api/v1/transfers/:id': '401 200 404 404 200 200 403',
  'GET /api/v1/users': '200',
  'PUT /api/v1/users/me/avatar': '401 415 415 415 415 403 403',
  'DELETE /api/v1/users/me/avatar': '401 204 204 204 204 403 403',
  'POST /api/v1/users/batch': '401 403 403 403 422 422 403',
  'POST /api/v1/users': '401 403 403 403 422 422 403',
  'GET /api/v1/users/top': '200',
  'GET /api/v1/users/:id/summary': '200',
  'GET /api/v1/users/:id': '200',
  'PUT /api/v1/users/:id': '401 412 403 403 412 412 403',
  'PATCH /api/v1/users/:id': '401 412 403 403 412 412 403',
  'DELETE /api/v1/users/:id': '401 403 403 403 412 412 403',
  'GET /api/v1/users/:id/posts': '200',
  'PUT /api/v1/users/:id/role': '401 403 403 403 422 422 403',
  'GET /api/v1/wallet': '401 200 200 200 200 200 403',
  'GET /api/v1/wallet/entries': '401 400 400 400 400 400 403',
  'GET /api/v1/wallet/statement': '401 400 400 400 400 400 403',
};

/** Where an empty body would be refused before it is asked whose the thing is. */
let bodies: Record<string, object>;

const NO_SESSION = '00000000-0000-4000-8000-000000000000';

@Controller({ path: 'forgotten', version: VERSION_NEUTRAL })
class ForgottenController {
  @Get()
  forgotten(): string {
    return 'nobody said that this is public';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'somebody did';
  }

  @Post(':id')
  write(): string {
    return 'nor this';
  }
}

let api: TestApi;
let routes: string[];
let ids: Record<string, string>;
let actors: (() => Record<string, string>)[];

beforeAll(async () => {
  api = await startApiWith([ForgottenController]);
  // HEAD goes with GET, `*` is what answers where there is no route, and Swagger UI brings files of its own.
  const instance: FastifyInstance = api.app.getHttpAdapter().getInstance();
  routes = [...new Set(listRoutes(instance))].filter(
    (route) => !/^(HEAD|OPTIONS) | \*$|^GET \/docs/.test(route),
  );
  const [owner, other] = [await createUser(api), await createUser(api)];
  const admin = await openAccountWith(api, 'admin');
  const keyWith = async (scopes: readonly string[]) => {
    const { body } = await admin.http.post('/api/v1/api-keys').send({ name: 'test', scopes }).expect(201);
    return { 'x-api-key': (body as { key: string }).key };
  };
  const [able, unable] = [await keyWith(SCOPES), await keyWith(['profile:read'])];
  const post = await createPost(api, owner.id);
  const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
  const sent = await api
    .as({ ...owner, role: 'admin' })
    .post('/api/v1/emails')
    .send(mail)
    .expect(202);
  const { jobId } = sent.body as { jobId: string };
  const { id: transfer } = await deposit(api, owner.id, 100);
  const comment = await createComment(api, owner.id, post.id);
  ids = {
    transfers: String(transfer),
    users: String(owner.id),
    posts: String(post.id),
    comments: String(comment.id),
    sessions: NO_SESSION,
    email: jobId,
  };
  bodies = {
    'PUT /api/v1/users/:id': { name: owner.name, email: owner.email },
    'PUT /api/v1/posts/:id': { title: 'A', body: 'B' },
  };
  // A token of its own for each request, because some of them sign out.
  actors = [
    () => ({}),
    () => bearer(owner),
    () => bearer(other),
    () => bearer({ ...other, role: 'moderator' }),
    () => bearer({ ...other, role: 'admin' }),
    () => able,
    () => unable,
  ];
});

/** What each of the actors is answered. */
async function statusesOf(route: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const url = api.url + filled(path);
  const sends = method === 'GET' ? {} : { body: JSON.stringify(bodies[route] ?? {}) };
  const type = method === 'GET' ? {} : { 'content-type': 'application/json', 'if-match': '"99999"' };
  const statuses: number[] = [];
  for (const credentials of actors) {
    const answer = await fetch(url, { method, ...sends, headers: { ...type, ...credentials() } });
    statuses.push(answer.status);
  }
  return new Set(statuses).size === 1 ? String(statuses[0]) : statuses.join(' ');
}

function filled(path: string): string {
  return path
    .replace(':queue', 'email')
    .replace(
      /(users|posts|comments|sessions|email|transfers)\/:id/,
      (_, noun: string) => `${noun}/${ids[noun]}`,
    )
    .replace(/:\w+/, '999999')
    .replace('*', 'site.css');
}

describe('access', () => {
  it('is as the table says, on every route for everybody [W2.H4] [W2.H5] [W2.I7]', async () => {
    const found: Record<string, string> = {};
    for (const route of routes) found[route] = await statusesOf(route);
    expect(found).toEqual(ACCESS);
  }, 120_000);

  it('is denied by default, with a problem document', async () => {
    const { headers, body } = await api.anonymous().get('/forgotten').expect(401);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status: 401, reason: 'unauthenticated' });
    await api.anonymous().post('/forgotten/1').send({}).expect(401);
    await api.http().get('/forgotten').expect(403);
    await api.anonymous().get('/forgotten/open').expect(200);
  });
});

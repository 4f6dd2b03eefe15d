import { Controller, Get, Post, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { listRoutes } from '../../src/platform/http/route-table.js';
import { Public } from '../../src/platform/access/public.decorator.js';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';

/** Every route that callers may use who have not signed in. A route that is not here must answer 401. */
const PUBLIC = [
  'GET /',
  'GET /about',
  'GET /contact',
  'GET /verify-email',
  'GET /reset-password',
  'GET /static/*',
  'GET /openapi.json',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /api/v1/users',
  'POST /api/v1/users',
  'GET /api/v1/users/:id',
  'PUT /api/v1/users/:id',
  'PATCH /api/v1/users/:id',
  'DELETE /api/v1/users/:id',
  'GET /api/v1/users/:id/posts',
  'GET /api/v1/posts',
  'POST /api/v1/posts',
  'GET /api/v1/posts/:id',
  'PUT /api/v1/posts/:id',
  'PATCH /api/v1/posts/:id',
  'DELETE /api/v1/posts/:id',
  'POST /api/v1/auth/verify-email',
  'POST /api/v1/auth/verify-email/resend',
  'POST /api/v1/auth/password/forgot',
  'POST /api/v1/auth/password/reset',
  'POST /api/v1/emails',
  'GET /api/v1/jobs/:queue/:id',
  'GET /.well-known/jwks.json',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'POST /api/v1/session',
  'GET /api/v1/session/csrf',
  'GET /api/v1/auth/oidc',
  'GET /api/v1/auth/oidc/callback',
];

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

beforeAll(async () => {
  api = await startApiWith([ForgottenController]);
  // HEAD goes with GET, `*` is what answers where there is no route, and Swagger UI brings files of its own.
  const instance: FastifyInstance = api.app.getHttpAdapter().getInstance();
  routes = listRoutes(instance).filter((route) => !/^(HEAD|OPTIONS) | \*$|^GET \/docs/.test(route));
});

describe('access', () => {
  it('is open to everybody for the listed routes and to nobody for the others', async () => {
    const open: string[] = [];
    for (const route of new Set(routes)) {
      const [method = '', path = ''] = route.split(' ');
      const url = api.url + path.replace(':queue', 'email').replace(/:\w+/, '999999').replace('*', 'none');
      if ((await fetch(url, { method })).status !== 401) open.push(route);
    }
    expect(open.sort()).toEqual([...PUBLIC, 'GET /forgotten/open'].sort());
  });

  it('is denied by default, with a problem document', async () => {
    const { headers, body } = await api.anonymous().get('/forgotten').expect(401);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({ status: 401, reason: 'unauthenticated' });
    await api.anonymous().post('/forgotten/1').send({}).expect(401);
    await api.http().get('/forgotten').expect(403);
    await api.anonymous().get('/forgotten/open').expect(200);
  });
});

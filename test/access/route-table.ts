/** Who calls: nobody, a user, the user whose things the path names, the staff, and keys with all and with other scopes. */
export const CALLERS = ['anonymous', 'user', 'owner', 'moderator', 'admin', 'key', 'scopeless'] as const;
export type Caller = (typeof CALLERS)[number];

interface Group {
  /** Whom the routes are open to; the others get 401 without credentials and else 403. */
  open: readonly Caller[];
  /** Who gets 404 in the place of 403: what others have is not their business. */
  hidden?: readonly Caller[];
  routes: readonly string[];
}

const SIGNED_IN = CALLERS.filter((caller) => caller !== 'anonymous');
const ACCOUNTS: Caller[] = ['user', 'owner', 'moderator', 'admin'];

/** Every route of the API, and whom it serves. A new one must be entered here. */
export const ROUTE_TABLE: readonly Group[] = [
  {
    open: CALLERS,
    routes: [
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
      'GET /.well-known/jwks.json',
      'GET /api/v1/users',
      'GET /api/v1/users/:id',
      'GET /api/v1/users/:id/posts',
      'GET /api/v1/posts',
      'GET /api/v1/posts/:id',
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/logout',
      'POST /api/v1/auth/verify-email',
      'POST /api/v1/auth/verify-email/resend',
      'POST /api/v1/auth/password/forgot',
      'POST /api/v1/auth/password/reset',
      'POST /api/v1/auth/login',
      'POST /api/v1/session',
      'GET /api/v1/session/csrf',
      'GET /api/v1/auth/oidc',
      'GET /api/v1/auth/oidc/callback',
    ],
  },
  { open: SIGNED_IN, routes: ['DELETE /api/v1/session', 'GET /api/v1/profile'] },
  {
    open: ACCOUNTS,
    routes: [
      'PATCH /api/v1/profile',
      'DELETE /api/v1/profile',
      'PUT /api/v1/auth/password',
      'POST /api/v1/auth/logout-all',
      'GET /api/v1/auth/sessions',
      'GET /api/v1/auth/totp',
      'POST /api/v1/auth/totp',
      'PUT /api/v1/auth/totp',
      'DELETE /api/v1/auth/totp',
      'POST /api/v1/auth/totp/recovery-codes',
      'GET /api/v1/api-keys',
      'POST /api/v1/api-keys',
    ],
  },
  {
    open: ['owner'],
    hidden: ACCOUNTS,
    routes: ['DELETE /api/v1/auth/sessions/:id', 'DELETE /api/v1/api-keys/:id'],
  },
  { open: [...ACCOUNTS, 'key'], routes: ['POST /api/v1/posts'] },
  {
    open: ['owner', 'moderator', 'admin', 'key'],
    routes: ['PUT /api/v1/posts/:id', 'PATCH /api/v1/posts/:id', 'DELETE /api/v1/posts/:id'],
  },
  { open: ['owner', 'admin', 'key'], routes: ['PUT /api/v1/users/:id', 'PATCH /api/v1/users/:id'] },
  { open: ['owner', 'admin', 'key'], hidden: SIGNED_IN, routes: ['GET /api/v1/jobs/:queue/:id'] },
  {
    open: ['admin', 'key'],
    routes: [
      'GET /metrics',
      'POST /api/v1/users',
      'DELETE /api/v1/users/:id',
      'PUT /api/v1/users/:id/role',
      'POST /api/v1/emails',
      'GET /api/v1/admin/audit',
    ],
  },
];

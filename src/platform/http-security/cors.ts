import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../config/config.js';

const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Api-Key',
  'X-Consistency-Token',
  'X-Csrf-Token',
  'X-Request-Id',
];
const EXPOSED_HEADERS = [
  'Age',
  'Allow',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Cache',
  'X-Consistency-Token',
  'X-Request-Id',
];

/**
 * Lets the pages of the configured origins use the API, with credentials. To any other origin the answers say nothing
 * of CORS, so that its browser keeps them from the page; its preflight is a method that is not there (405).
 */
export function allowOrigins(app: NestFastifyApplication, { corsOrigins }: Config['http']): void {
  if (corsOrigins.length === 0) return;
  const allowed = new Set<string>(corsOrigins);
  app.enableCors({
    // Not before the hooks that give each request its id, its log line and its headers.
    hook: 'preParsing',
    origin: (origin: string | undefined, decide: (error: null, origin: string | false) => void) =>
      decide(null, origin !== undefined && allowed.has(origin) ? origin : false),
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 7_200,
    strictPreflight: false,
  });
}

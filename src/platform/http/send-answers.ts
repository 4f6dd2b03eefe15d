import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Answer, isTagged } from './answer.js';

/**
 * Sends the status and headers of an Answer, sets `ETag`, and answers 304 when the client has that version. Hooks and
 * not a Nest interceptor, because one interceptor costs every request the way through an observable.
 */
export function sendAnswers(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, value: unknown, done) => {
    done(null, bodyOf(value, request, reply));
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // No cache on the way keeps what it may show to others. A tag makes asking each time cheap.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    // A 304 has no body, and no length of one: caches would take it for the length of what they hold.
    done(null, reply.statusCode === 304 ? null : payload);
  });
}

function bodyOf(value: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const body = value instanceof Answer ? (value.body as unknown) : value;
  if (value instanceof Answer) void reply.status(value.status).headers(value.headers);
  if (!isTagged(body)) return body;
  const tag = body.entityTag();
  void reply.header('etag', tag);
  if (request.method !== 'GET' && request.method !== 'HEAD') return body;
  if (noneMatch(request.headers['if-none-match'], tag)) return body;
  void reply.status(304).removeHeader('content-type');
  return null;
}

/** Whether the client has another version than this, or does not say. Weak comparison, as RFC 9110, 13.1.2 says. */
export function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return true;
  if (header.trim() === '*') return false;
  return !header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

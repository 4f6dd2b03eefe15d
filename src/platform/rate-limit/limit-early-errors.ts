import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { pathOf } from '../../shared/path-of.js';
import { toProblem } from '../http/problem.js';
import type { RateLimiter } from './rate-limiter.js';
import { addressSubject, bucketKey } from './throttlers.js';

/**
 * Counts errors that came before the guard: no such route, a body that cannot be read, credentials that are not valid.
 * They count for the address, when they are answered; what a limit is to save has not been done for them anyway.
 */
export function limitEarlyErrors(fastify: FastifyInstance, limiter: RateLimiter, config: Config): void {
  const plan = config.rateLimits.anonymous;
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400 || limiter.knows(request)) return done(null, payload);
    const bucket = { key: bucketKey('anonymous', addressSubject(request.ip)), ...plan };
    limiter.count(bucket, request, reply).then(
      () => done(null, payload),
      (error: unknown) => done(null, refusal(error, request, reply)),
    );
  });
}

function refusal(error: unknown, request: FastifyRequest, reply: FastifyReply): string {
  const { problem, retryAfter } = toProblem(error, pathOf(request.url), request.id);
  void reply.status(problem.status).removeHeader('allow');
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  return JSON.stringify(problem);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { UsedValues } from '../context/cache-use.js';
import type { RequestContext } from '../context/request-context.js';
import { contextOf } from '../http/request-lifecycle.js';
import type { AnswerStore } from './answer-store.js';
import { ageOf } from './early-answers.js';
import { keptHeaders } from './kept-answer.js';
import { isPlain } from './plain-request.js';
import { mayBeShared } from './shared-routes.js';

/**
 * Says of each answer what the cache had to do with it (`X-Cache`, and `Age` of what was not loaded for it), and keeps
 * those that may be shared. Registered after all hooks that add fields.
 */
export function keepAnswers(fastify: FastifyInstance, store: AnswerStore): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const context = contextOf(request);
    const status = context?.cache.status;
    const values = context?.cache.sum;
    if (context && status && values) {
      void reply.header('x-cache', status);
      if (status === 'HIT' || status === 'STALE') void reply.header('age', ageOf(values.storedAt));
      // What is stale, or was not got through the cache, is not made to last.
      const isFresh = status === 'HIT' || status === 'MISS';
      if (isFresh && typeof payload === 'string' && isOfAll(context, request, reply))
        keep(store, request.url, values, reply, payload);
    }
    done(null, payload);
  });
}

function isOfAll(
  { principal, refusedCredentials }: RequestContext,
  request: FastifyRequest,
  { statusCode }: FastifyReply,
): boolean {
  if (statusCode !== 200 || principal || refusedCredentials) return false;
  return isPlain(request.raw) && mayBeShared(request.url, request.routeOptions.config?.sharesAnswers);
}

function keep(store: AnswerStore, url: string, values: UsedValues, reply: FastifyReply, body: string): void {
  const headers = keptHeaders(reply.getHeaders(), body);
  if (headers) void store.keep(url, values, headers, body);
}

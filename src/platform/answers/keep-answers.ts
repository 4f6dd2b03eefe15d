import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context.js';
import { contextOf } from '../http/request-lifecycle.js';
import type { AnswerStore } from './answer-store.js';
import { ageOf } from './early-answers.js';
import { keptHeaders } from './kept-answer.js';
import { isShareable } from './shared-answer.decorator.js';

/**
 * Says of each answer what the cache had to do with it (`X-Cache`, and `Age` of what was not loaded for it), and keeps
 * those that may be shared. Registered after all hooks that add fields.
 */
export function keepAnswers(fastify: FastifyInstance, store: AnswerStore): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const context = contextOf(request);
    const status = context?.cache.status;
    if (context && status) {
      void reply.header('x-cache', status);
      const storedAt = context.cache.sum?.storedAt;
      if (storedAt !== undefined && (status === 'HIT' || status === 'STALE')) {
        void reply.header('age', ageOf(storedAt));
      }
      if (typeof payload === 'string') keep(context, payload, request, reply, store);
    }
    done(null, payload);
  });
}

function keep(
  { cache, principal, refusedCredentials }: RequestContext,
  body: string,
  request: FastifyRequest,
  reply: FastifyReply,
  store: AnswerStore,
): void {
  const isOfAll = reply.statusCode === 200 && !principal && !refusedCredentials && isShareable(request);
  // What is stale, or was not got through the cache, is not made to last.
  if (!isOfAll || !cache.sum || (cache.status !== 'HIT' && cache.status !== 'MISS')) return;
  const headers = keptHeaders(reply.getHeaders());
  if (headers) void store.keep(request.url, cache.sum, headers, body);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { logKeptAnswer } from '../http/access-log.js';
import { hasBegun } from '../http/request-lifecycle.js';
import { noneMatch } from '../http/send-answers.js';
import { headFault } from '../http-security/request-heads.js';
import type { RateLimiter } from '../rate-limit/rate-limiter.js';
import { addressSubject, bucketKey } from '../rate-limit/throttlers.js';
import type { AnswerStore, FoundAnswer } from './answer-store.js';
import { isShareable } from './shared-answer.decorator.js';

interface Sources {
  store: AnswerStore;
  limiter: RateLimiter;
}

/**
 * Gives kept answers to anonymous requests before anything else is done for them: they are limited, logged and counted
 * as all others, and carry the same fields. Whatever cannot be answered so goes the whole way.
 */
export class EarlyAnswers {
  #sources?: Sources;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  /** Begins to answer, when there is something to answer from. */
  serveFrom(sources: Sources): void {
    this.#sources = sources;
  }

  /** Called before the hooks that track requests, so that it comes first. */
  register(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!this.#sources || !this.#mayAnswer(request)) return done();
      const startedAt = performance.now();
      const { store } = this.#sources;
      const near = store.findNear(request.url);
      if (near) return this.#send(near, 'near', startedAt, request, reply) ? undefined : done();
      store
        .find(request.url)
        .then((found) => this.#goOn(found, startedAt, request, reply, done))
        .catch(done);
    });
    // The whole way knows how to close connections.
    fastify.addHook('preClose', (done) => {
      this.#sources = undefined;
      done();
    });
  }

  #mayAnswer(request: FastifyRequest): boolean {
    if (!isShareable(request) || headFault(request)) return false;
    return !this.config.http.httpsOnly || request.protocol === 'https';
  }

  #goOn(
    found: FoundAnswer | undefined,
    startedAt: number,
    request: FastifyRequest,
    reply: FastifyReply,
    done: () => void,
  ): void {
    if (found && this.#send(found, 'redis', startedAt, request, reply)) return;
    // Who has gone meanwhile is not noticed by those who listen from now on.
    if (reply.raw.destroyed) return this.#giveUp(startedAt, request, reply);
    hasBegun(request, startedAt);
    done();
  }

  #giveUp(startedAt: number, request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    const durationMs = performance.now() - startedAt;
    logKeptAnswer(request, { route: request.routeOptions.url, status: 499, durationMs }, this.logger);
  }

  /** False when the request is to be counted, and perhaps refused, on the whole way. */
  #send(
    { answer, storedAt }: FoundAnswer,
    from: string,
    startedAt: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean {
    const key = bucketKey('anonymous', addressSubject(request.ip));
    const limits = this.#sources?.limiter.countKnown({ key, ...this.config.rateLimits.anonymous });
    if (!limits) return false;
    const { etag, body } = answer;
    const isChanged = etag === undefined || noneMatch(request.headers['if-none-match'], etag);
    const status = isChanged ? 200 : 304;
    const durationMs = performance.now() - startedAt;
    reply.hijack();
    reply.raw.writeHead(status, [
      ...(isChanged ? answer.headers : answer.unchangedHeaders),
      ...limits,
      ...['x-request-id', request.id, 'x-cache', 'HIT', 'age', ageOf(storedAt)],
      ...['server-timing', serverTiming(durationMs, from)],
    ]);
    reply.raw.end(isChanged ? body : undefined);
    logKeptAnswer(request, { route: request.routeOptions.url, status, durationMs }, this.logger);
    return true;
  }
}

function serverTiming(durationMs: number, from: string): string {
  return `app;dur=${durationMs.toFixed(1)}, db;dur=0.0;desc="0 statements", cache;desc="${from}"`;
}

/** In whole seconds, as RFC 9111, 5.1 wants it. */
export function ageOf(storedAt: number): string {
  return String(Math.max(0, Math.floor((Date.now() - storedAt) / 1000)));
}

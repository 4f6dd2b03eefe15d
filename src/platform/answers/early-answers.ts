import type { IncomingMessage, RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { earlyLog, type EarlyLog } from '../http/access-log.js';
import { type FirstListener, MAX_PARAM_LENGTH } from '../http/http-adapter.js';
import { Peers } from '../http/peers.js';
import type { ReadyResponse } from '../http/ready-response.js';
import { hasBegun, requestIdOf } from '../http/request-lifecycle.js';
import { noneMatch } from '../http/send-answers.js';
import { headFault } from '../http-security/request-heads.js';
import type { RateLimiter } from '../rate-limit/rate-limiter.js';
import { addressSubject, bucketKey } from '../rate-limit/throttlers.js';
import type { AnswerStore, FoundAnswer } from './answer-store.js';
import { encodingOf, type KeptHead } from './kept-answer.js';
import { isPlain } from './plain-request.js';
import { type SharedRoute, SharedRoutes } from './shared-routes.js';

interface Sources {
  store: AnswerStore;
  limiter: RateLimiter;
}

/** A request that may be answered from what is kept. */
interface Asked extends SharedRoute {
  request: IncomingMessage;
  response: ReadyResponse;
  /** The whole way. */
  next: RequestListener;
  url: string;
  /** Read at once: nobody can say it when the client has gone. */
  address: string;
  startedAt: number;
}

/**
 * Gives kept answers to anonymous requests before anything else is done for them: they are limited, logged and counted
 * as all others, and carry the same fields. Whatever cannot be answered so goes the whole way.
 */
export class EarlyAnswers implements FirstListener {
  readonly #peers: Peers;
  readonly #logs = new WeakMap<KeptHead, EarlyLog>();
  #routes?: SharedRoutes;
  #sources?: Sources;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {
    this.#peers = new Peers(config.http.trustProxy);
  }

  /** Begins to answer, when there is something to answer from. */
  serveFrom(sources: Sources): void {
    this.#sources = sources;
  }

  watch(fastify: FastifyInstance): void {
    this.#routes = new SharedRoutes(fastify, { maxParamLength: MAX_PARAM_LENGTH });
    // The whole way knows how to close connections.
    fastify.addHook('preClose', (done) => {
      this.#sources = undefined;
      done();
    });
  }

  before(next: RequestListener): (request: IncomingMessage, response: ReadyResponse) => void {
    return (request, response) => {
      const asked = this.#sources && this.#read(request, response, next);
      if (!this.#sources || !asked) return next(request, response);
      const { store } = this.#sources;
      const near = store.findNear(asked.url);
      // When all that has come in was read. A write between two readings wakes the client, who goes to sleep again before
      // the next one; of many in a row the first wakes it.
      if (near) return void setImmediate(() => this.#goOn(near, asked));
      const finding = store.find(asked.url).catch(() => undefined);
      void finding.then((found) => this.#goOn(found, asked));
    };
  }

  #read(request: IncomingMessage, response: ReadyResponse, next: RequestListener): Asked | undefined {
    if (!isPlain(request)) return undefined;
    const { url = '' } = request;
    const shared = this.#routes?.find(url);
    if (!shared || headFault(request, shared.query)) return undefined;
    if (this.config.http.httpsOnly && !this.#peers.isHttps(request)) return undefined;
    const address = this.#peers.addressOf(request);
    return { request, response, next, url, address, startedAt: performance.now(), ...shared };
  }

  #goOn(found: FoundAnswer | undefined, asked: Asked): void {
    const { request, response, next, startedAt } = asked;
    // Who has gone meanwhile is not noticed by those who listen from now on.
    if (response.destroyed) return this.#log(earlyLog(asked, this.logger), asked, 499, requestIdOf(request));
    if (found && this.#send(found, asked)) return;
    hasBegun(request, startedAt);
    next(request, response);
  }

  /** False when the request is to be counted, and perhaps refused, on the whole way. */
  #send(found: FoundAnswer, asked: Asked): boolean {
    const { request, response, address, startedAt } = asked;
    const key = bucketKey('anonymous', addressSubject(address));
    const limits = this.#sources?.limiter.countKnown({ key, ...this.config.rateLimits.anonymous });
    if (!limits) return false;
    const { head, body } = found.answer;
    const isChanged = head.etag === undefined || noneMatch(request.headers['if-none-match'], head.etag);
    const id = requestIdOf(request);
    const own =
      `ratelimit-policy: ${limits.policy}\r\nratelimit: ${limits.state}\r\n` +
      `x-request-id: ${id}\r\nx-cache: HIT\r\nage: ${ageOf(found.storedAt)}\r\n` +
      `server-timing: ${serverTiming(performance.now() - startedAt, found.from)}\r\n`;
    if (isChanged) {
      response.writeReadyHead(200, head.fields + own, head.length);
      response.end(body, encodingOf(found.answer));
    } else {
      response.writeReadyHead(304, head.unchangedFields + own);
      response.end();
    }
    this.#log(this.#logOf(head, asked), asked, response.statusCode, id);
    return true;
  }

  #logOf(head: KeptHead, asked: Asked): EarlyLog {
    const known = this.#logs.get(head);
    if (known) return known;
    const log = earlyLog({ ...asked, cache: 'HIT' }, this.logger);
    this.#logs.set(head, log);
    return log;
  }

  #log(log: EarlyLog, { address, startedAt }: Asked, status: number, id: string): void {
    log({ id, status, address, durationMs: performance.now() - startedAt });
  }
}

function serverTiming(durationMs: number, from: string): string {
  return `app;dur=${durationMs.toFixed(1)}, db;dur=0.0;desc="0 statements", cache;desc="${from}"`;
}

/** In whole seconds, as RFC 9111, 5.1 wants it. */
export function ageOf(storedAt: number): string {
  return String(Math.max(0, Math.floor((Date.now() - storedAt) / 1000)));
}

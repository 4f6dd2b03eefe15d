import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { pathOf } from '../../shared/path-of.js';
import { recordRequest, type RequestEnd } from '../telemetry/request-times.js';
import { contextOf, elapsed, isEndless } from './request-lifecycle.js';

/**
 * Writes one line for each request and counts it, when it has been answered or its client has gone. Never headers or
 * bodies, and of the query only the names of its parameters.
 */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    logRequest(request, reply, logger);
    done();
  });
}

/**
 * The logger for these lines. It does not search them for secrets: every field below is known, and the search costs ten
 * times the rest of the line.
 */
export function accessLogger(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

export function logRequest(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  reply.raw.once('close', () => write(request, reply, logger));
}

function write(request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const context = contextOf(request);
  // That its client goes away is how a stream ends, and how long it was open says nothing of how fast it answered.
  const endless = isEndless(request);
  const finished = endless || reply.raw.writableFinished;
  const status = finished ? reply.statusCode : 499;
  const durationMs = elapsed(request);
  const { url: route } = request.routeOptions;
  if (!endless) recordRequest({ method: request.method, route, status, durationMs });
  const level = reply.statusCode >= 500 ? 'error' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  logger[level]({
    msg: endless ? 'event stream ended' : finished ? 'request' : 'request aborted by its client',
    ...describe(request, route, status, durationMs),
    statements: context?.database.statements,
    databaseMs: round(context?.database.durationMs ?? 0),
    cache: context?.cache.status,
    address: request.ip,
  });
}

type Described = Pick<FastifyRequest, 'id' | 'url' | 'query'> & { method: string };

/** A request that was answered before it was tracked: without a context, and without a statement. */
interface EarlyEnd extends RequestEnd, Described {
  address: string;
}

/** As above. 499: its client went away. */
export function logKeptAnswer(end: EarlyEnd, logger: Logger): void {
  recordRequest(end);
  if (!logger.isLevelEnabled('info')) return;
  const { route, status, durationMs, address } = end;
  logger.info({
    msg: status === 499 ? 'request aborted by its client' : 'request',
    ...describe(end, route, status, durationMs),
    statements: 0,
    databaseMs: 0,
    cache: status === 499 ? undefined : 'HIT',
    address,
  });
}

function describe(
  { id, method, url, query }: Described,
  route: string | undefined,
  status: number,
  durationMs: number,
) {
  return {
    requestId: id,
    method,
    path: pathOf(url),
    query: Object.keys((query as object | null) ?? {}),
    route,
    status,
    durationMs: round(durationMs),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

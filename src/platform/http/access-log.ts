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
    msg: endless ? 'event stream ended' : messageOf(status),
    requestId: request.id,
    method: request.method,
    path: pathOf(request.url),
    query: Object.keys((request.query as object | null) ?? {}),
    route,
    status,
    durationMs: round(durationMs),
    statements: context?.database.statements,
    databaseMs: round(context?.database.durationMs ?? 0),
    cache: context?.cache.status,
    address: request.ip,
  });
}

/** What all requests for one kept answer have in common. */
interface Kept extends Pick<RequestEnd, 'route'> {
  url: string;
  query: object;
  cache?: 'HIT';
}

/** A request that was answered before it was tracked: without a context, and without a statement. */
interface EarlyEnd extends Pick<RequestEnd, 'status' | 'durationMs'> {
  id: string;
  address: string;
}

export type EarlyLog = (end: EarlyEnd) => void;

/** Writes lines as above, but what they have in common is made once. 499: the client went away. */
export function earlyLog({ url, query, route, cache }: Kept, logger: Logger): EarlyLog {
  const asked = { method: 'GET', path: pathOf(url), query: Object.keys(query), route };
  const lines = logger.child({ ...asked, statements: 0, databaseMs: 0, cache });
  return ({ id, status, durationMs, address }) => {
    recordRequest({ method: 'GET', route, status, durationMs });
    lines.info({ msg: messageOf(status), requestId: id, status, durationMs: round(durationMs), address });
  };
}

function messageOf(status: number): string {
  return status === 499 ? 'request aborted by its client' : 'request';
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

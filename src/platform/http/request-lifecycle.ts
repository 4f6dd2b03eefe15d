import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { pathOf } from '../../shared/path-of.js';
import { commitUnknown } from '../database/sql-error.js';
import { type Client, RequestContext, runInContext } from '../context/request-context.js';
import { refusal } from '../http-security/refusal.js';
import { uploadOf } from '../uploads/upload-route.js';
import { toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';

const LINGER_MS = 5_000;

interface Tracked {
  context: RequestContext;
  timer: NodeJS.Timeout;
  startedAt: number;
  endless: boolean;
}

// On the request itself and not in a WeakMap: the collector of young objects takes the values of such a map for alive.
// As these lead back to their requests, each request with all that belongs to it would grow old before it was freed.
declare module 'fastify' {
  interface FastifyRequest {
    tracked?: Tracked;
  }
}

const begun = new WeakMap<IncomingMessage, number>();

/** The client's X-Request-Id when it is harmless to log and to send back, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Says since when a request has been here that is tracked only now; by `performance.now()`. */
export function hasBegun(request: IncomingMessage, startedAt: number): void {
  begun.set(request, startedAt);
}

/** Gives each request its context, its id and its end: an answer, a time-out, or a client that has gone. */
export function trackRequests(fastify: FastifyInstance, config: Config['http']): void {
  fastify.decorateRequest('tracked');

  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const context = new RequestContext(
      request.id,
      clientOf(request),
      () => originOf(request),
      typeof traceparent === 'string' ? traceparent : undefined,
    );
    const upload = uploadOf(request);
    const timeMs = upload ? config.uploadTimeoutMs[upload] : config.requestTimeoutMs;
    const timer = setTimeout(() => timeOut(request, reply, context), timeMs);
    const startedAt = begun.get(request.raw) ?? performance.now();
    request.tracked = { context, timer, startedAt, endless: false };
    void reply.header('x-request-id', request.id);
    // A client that hangs up before the answer: the socket closes while nothing has been sent.
    reply.raw.once('close', () => {
      clearTimeout(timer);
      if (!reply.raw.writableFinished) context.abort('client_gone');
      else if (!request.raw.complete) endUnread(request.raw);
    });
    runInContext(context, done);
  });

  // The body parser calls back from the socket's own asynchronous context, so enter ours again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    runInContext(request.tracked?.context ?? new RequestContext(request.id), done);
  });

  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });

  fastify.addHook('onSend', (request, reply, payload, done) => {
    const entry = request.tracked;
    // Else the connection of a request that was running would be kept alive, and the server waits for it.
    if (closing) void reply.header('connection', 'close');
    if (entry) void reply.header('server-timing', serverTiming(entry, config.namesNodes));
    done(null, payload);
  });
}

// What a client still sends when it has its answer is read and thrown away, because cutting it off could cost it the
// answer; but not for long.
function endUnread(request: IncomingMessage): void {
  const end = () => request.complete || request.socket.destroy();
  setTimeout(end, LINGER_MS).unref();
}

function clientOf({ ip, headers }: FastifyRequest): Client {
  return { address: ip, agent: headers['user-agent']?.slice(0, 300) };
}

function originOf({ method, routeOptions: { url } }: FastifyRequest): string | undefined {
  return url === undefined ? undefined : `${method} ${url}`;
}

/** Lets the answer go on for as long as its client stays: what it needs is still released when the client has gone. */
export function answerEndlessly(request: FastifyRequest): void {
  const entry = request.tracked;
  if (!entry) return;
  entry.endless = true;
  clearTimeout(entry.timer);
}

export function isEndless(request: FastifyRequest): boolean {
  return request.tracked?.endless === true;
}

/** Milliseconds since the request came in. */
export function elapsed(request: FastifyRequest): number {
  return performance.now() - (request.tracked?.startedAt ?? performance.now());
}

export function contextOf(request: FastifyRequest): RequestContext | undefined {
  return request.tracked?.context;
}

function timeOut(request: FastifyRequest, reply: FastifyReply, context: RequestContext): void {
  if (reply.sent) return;
  // A client that is still sending is too slow itself, and what it may yet send is not waited for.
  const slow = !request.raw.complete;
  if (slow) void reply.header('connection', 'close');
  const error = slow
    ? refusal(408, 'The body was not sent in time.')
    : context.committing
      ? commitUnknown()
      : new AppError('timeout', 'request_timeout', 'The request took too long.');
  sendProblem(reply, toProblem(error, pathOf(request.url), request.id));
  context.abort('timeout');
}

function serverTiming({ context, startedAt }: Tracked, namesNodes: boolean): string {
  const { statements, durationMs, nodes } = context.database;
  const total = (performance.now() - startedAt).toFixed(1);
  const who = namesNodes && nodes.size > 0 ? ` on ${[...nodes].join(', ')}` : '';
  return `app;dur=${total}, db;dur=${durationMs.toFixed(1)};desc="${statements} statements${who}"`;
}

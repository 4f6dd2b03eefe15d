import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { accessLogger, logRequest, logRequests } from './access-log.js';
import { toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { requestIdOf, trackRequests } from './request-lifecycle.js';
import { recordRoutes } from './route-table.js';
import { sendAnswers } from './send-answers.js';

/** The HTTP server under Nest: JSON only, bounded in size and time, each request tracked and logged. */
export function httpAdapter(config: Config['http'], logger: Logger): FastifyAdapter {
  const lines = accessLogger(logger);
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    // How long a client may take to send its request; the answer's own limit is in trackRequests.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 500 },
    // A URL that cannot be read reaches no route, and so none of the hooks.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      logRequest(request, reply, lines);
      void reply.header('x-request-id', request.id);
      sendProblem(reply, toProblem(error, request.url.split('?')[0] ?? '/', request.id));
    },
    clientErrorHandler: refuseUnreadable,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.removeContentTypeParser('text/plain');
  recordRoutes(fastify);
  trackRequests(fastify, config);
  sendAnswers(fastify);
  logRequests(fastify, lines);
  return adapter;
}

// What is not HTTP at all never becomes a request, so it is answered on the socket.
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const { problem } = toProblem(
    Object.assign(new Error('The request is not valid HTTP.'), { statusCode: status }),
    '',
  );
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${problem.title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

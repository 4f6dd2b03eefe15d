import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import {
  limitConnections,
  RECEIVE_TIMEOUT_MS,
  refuseOnSocket,
  serverOptions,
} from '../http-security/connections.js';
import { requireHttps } from '../http-security/https-only.js';
import { acceptJsonOnly } from '../http-security/json-bodies.js';
import { checkRequestHeads } from '../http-security/request-heads.js';
import { BARE_HEADERS } from '../http-security/security-headers.js';
import { accessLogger, logRequest, logRequests } from './access-log.js';
import { toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { requestIdOf, trackRequests } from './request-lifecycle.js';
import { recordRoutes } from './route-table.js';
import { sendAnswers } from './send-answers.js';

/**
 * The HTTP server under Nest: JSON only, bounded in size and time, each request tracked and logged.
 *
 * @param first registers what comes before all else
 */
export function httpAdapter(
  config: Config['http'],
  logger: Logger,
  first: (fastify: FastifyInstance) => void = () => {},
): FastifyAdapter {
  const lines = accessLogger(logger);
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    http: serverOptions(config),
    // For sending the request; the answer's own limit is in trackRequests.
    requestTimeout: Math.max(RECEIVE_TIMEOUT_MS, ...Object.values(config.uploadTimeoutMs)),
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    // A URL that cannot be read reaches no route, and so none of the hooks.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      logRequest(request, reply, lines);
      void reply.headers({ ...BARE_HEADERS, 'x-request-id': request.id });
      sendProblem(reply, toProblem(error, request.url.split('?')[0] ?? '/', request.id));
    },
    clientErrorHandler: refuseOnSocket(lines),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  limitConnections(fastify, config);
  acceptJsonOnly(fastify);
  // Node would answer 417 by itself, unlogged and without a problem document. An expectation may be ignored.
  fastify.server.on('checkExpectation', (request, response) => {
    fastify.server.emit('request', request, response);
  });
  recordRoutes(fastify);
  first(fastify);
  trackRequests(fastify, config);
  sendAnswers(fastify);
  logRequests(fastify, lines);
  checkRequestHeads(fastify);
  requireHttps(fastify, config);
  return adapter;
}

import type { IncomingMessage, RequestListener } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { pathOf } from '../../shared/path-of.js';
import { boundedServer, limitConnections, refuseOnSocket } from '../http-security/connections.js';
import { requireHttps } from '../http-security/https-only.js';
import { acceptJsonOnly } from '../http-security/json-bodies.js';
import { checkRequestHeads } from '../http-security/request-heads.js';
import { BARE_HEADERS } from '../http-security/security-headers.js';
import { accessLogger, logRequest, logRequests } from './access-log.js';
import type { ReadyResponse } from './ready-response.js';
import { toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { requestIdOf, trackRequests } from './request-lifecycle.js';
import { recordRoutes } from './route-table.js';
import { sendAnswers } from './send-answers.js';

/** Of the longest parameter in a path, in characters. */
export const MAX_PARAM_LENGTH = 500;

/** What is asked before Fastify knows of a request. */
export interface FirstListener {
  /** Called before there are routes. */
  watch(fastify: FastifyInstance): void;
  /** What the server calls; whatever it does not answer itself, it hands to `next`. */
  before(next: RequestListener): (request: IncomingMessage, response: ReadyResponse) => void;
}

/** The HTTP server under Nest: JSON only, bounded in size and time, each request tracked and logged. */
export function httpAdapter(config: Config['http'], logger: Logger, first?: FirstListener): FastifyAdapter {
  const lines = accessLogger(logger);
  const adapter = new FastifyAdapter({
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    serverFactory: (handler: RequestListener) => boundedServer(config, first?.before(handler) ?? handler),
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // A URL that cannot be read reaches no route, and so none of the hooks.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      logRequest(request, reply, lines);
      void reply.headers({ ...BARE_HEADERS, 'x-request-id': request.id });
      sendProblem(reply, toProblem(error, pathOf(request.url), request.id));
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
  first?.watch(fastify);
  trackRequests(fastify, config);
  sendAnswers(fastify);
  logRequests(fastify, lines);
  checkRequestHeads(fastify);
  requireHttps(fastify, config);
  return adapter;
}

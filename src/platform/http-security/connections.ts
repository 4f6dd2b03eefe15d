import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Config } from '../../config/config.js';
import { ReadyResponse } from '../http/ready-response.js';
import { toProblem } from '../http/problem.js';
import { refusal } from './refusal.js';
import { MAX_HEAD_BYTES } from './request-heads.js';
import { BARE_HEADERS } from './security-headers.js';

/** How long a client may take to send a whole request, in milliseconds. */
const RECEIVE_TIMEOUT_MS = 30_000;

const REFUSALS: Record<string, [status: number, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, `The head of the request is larger than ${MAX_HEAD_BYTES} bytes.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was not sent in time.'],
};

const dropped = new Counter({
  name: 'groundwork_http_connections_dropped_total',
  help: 'Connections closed at once because HTTP_MAX_CONNECTIONS were open.',
});

/** Node's HTTP server within limits. It looks for slow clients once a second. */
export function boundedServer(
  { headersTimeoutMs, uploadTimeoutMs }: Config['http'],
  listener: (request: IncomingMessage, response: ReadyResponse) => void,
): Server {
  const options = {
    ServerResponse: ReadyResponse,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: Math.min(headersTimeoutMs, RECEIVE_TIMEOUT_MS),
    // For sending the request; the answer's own limit is in trackRequests.
    requestTimeout: Math.max(RECEIVE_TIMEOUT_MS, ...Object.values(uploadTimeoutMs)),
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 1_000,
    // Node would answer without a body; request-heads.ts answers with a problem.
    requireHostHeader: false,
  };
  return createServer(options, listener);
}

export function limitConnections(fastify: FastifyInstance, { maxConnections }: Config['http']): void {
  const { server } = fastify;
  server.maxConnections = maxConnections;
  server.on('drop', () => dropped.inc());
  // Browsers connect ahead of need. Node does not count such a connection as idle and would wait for its end.
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
  fastify.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy();
    done();
  });
}

/** What never becomes a request, because it is no HTTP or came too slowly, is answered on the socket. */
export function refuseOnSocket(logger: Logger) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const [status, detail] = REFUSALS[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    logger.info({ msg: 'request refused unread', status, code: error.code, address: socket.remoteAddress });
    const { problem } = toProblem(refusal(status, detail), '');
    const body = JSON.stringify(problem);
    const headers = {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...BARE_HEADERS,
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${problem.title}\r\n${lines.join('')}\r\n${body}`);
  };
}

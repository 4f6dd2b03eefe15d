import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { FURTHEST, laterPosition, type WalPosition } from '../../shared/wal-position.js';
import type { Consistency } from '../context/consistency.js';
import type { DatabaseCluster } from '../database/nodes/cluster.js';
import { ConsistencyTokens } from './consistency-token.js';
import { contextOf } from './request-lifecycle.js';

const HEADER = 'x-consistency-token';
const COOKIE = 'consistency';

/**
 * Carries read-your-writes across requests and processes: a request that wrote is answered with a token in a header
 * and a cookie, and a request that brings one reads nothing older. `Cache-Control: no-cache` reads from the primary.
 * `keep` remembers the positions of those who are signed in; it must not reject.
 */
export function trackConsistency(
  fastify: FastifyInstance,
  cluster: DatabaseCluster,
  config: Config,
  keep?: (userId: number, position: WalPosition) => Promise<void>,
): void {
  const tokens = new ConsistencyTokens(config.consistency.secret, config.consistency.ttlMs);

  fastify.addHook('preHandler', (request, _reply, done) => {
    const consistency = contextOf(request)?.consistency;
    if (consistency) readRequest(request, consistency, tokens, cluster);
    done();
  });

  // Answers to writes that one client sends at the same time may overtake each other, and its cookie keeps the last to
  // arrive: so each carries the newest position that any of them may carry.
  let newest: WalPosition | undefined;

  fastify.addHook('onSend', async (request, reply) => {
    const context = contextOf(request);
    if (!context?.consistency.pending && !context?.consistency.written) return;
    await context.consistency.settle();
    const { written } = context.consistency;
    if (!written || !cluster.systemId) return;
    if (written.timeline !== FURTHEST.timeline) newest = laterPosition(newest, written);
    sendToken(reply, tokens.issue(laterPosition(newest, written), cluster.systemId), config);
    const userId = context.principal?.userId ?? context.writesFor;
    if (userId !== undefined) await keep?.(userId, written);
  });
}

function readRequest(
  request: FastifyRequest,
  consistency: Consistency,
  tokens: ConsistencyTokens,
  { systemId }: DatabaseCluster,
): void {
  if (request.headers['cache-control']?.includes('no-cache')) consistency.latest = true;
  if (systemId === undefined) return;
  for (const token of [request.headers[HEADER], cookieOf(request)]) {
    const position = typeof token === 'string' ? tokens.read(token, systemId) : undefined;
    if (position) consistency.require(position);
  }
}

function cookieOf({ headers }: FastifyRequest): string | undefined {
  return /(?:^|;\s*)consistency=([^;]+)/.exec(headers.cookie ?? '')?.[1];
}

function sendToken(reply: FastifyReply, token: string, { environment, consistency }: Config): void {
  const secure = environment === 'production' ? '; Secure' : '';
  const maxAge = Math.ceil(consistency.ttlMs / 1000);
  void reply.header(HEADER, token);
  void reply.header(
    'set-cookie',
    `${COOKIE}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`,
  );
}

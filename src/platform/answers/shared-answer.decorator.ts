import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** What of the URL the route reads. */
type Part = 'path' | 'url';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers to one anonymous request, it may answer to another. */
    sharesAnswers?: Part;
  }
}

/**
 * Lets whole answers of a public GET be kept and given to all who ask anonymously. Only for handlers that read all they
 * show through the cache: what makes one of those values wrong makes the answer wrong, and nothing else does.
 *
 * @param reads `path` where a query changes nothing, so that nobody fills the cache by adding one
 */
export function SharedAnswer(reads: Part): MethodDecorator {
  return RouteConfig({ sharesAnswers: reads });
}

// Its key has to fit into a path, so that it can be dropped.
const LONGEST_URL = 400;

// Who asks, how fresh, or for which part: each may change the answer.
const TELLING = [
  'authorization',
  'cookie',
  'x-api-key',
  'x-consistency-token',
  'cache-control',
  'pragma',
  'origin',
  'range',
  'content-length',
  'transfer-encoding',
  'content-type',
  'expect',
] as const;

/** Whether a kept answer may be given to this request, and its own be kept: a plain GET that says nothing of who asks. */
export function isShareable(request: FastifyRequest): boolean {
  const { raw } = request;
  const reads = request.routeOptions.config?.sharesAnswers;
  if (raw.method !== 'GET' || reads === undefined) return false;
  const { headers, url = '' } = raw;
  if (reads === 'path' && url.includes('?')) return false;
  return url.length <= LONGEST_URL && !TELLING.some((name) => headers[name] !== undefined);
}

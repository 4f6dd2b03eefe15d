import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers to one anonymous request, it may answer to another. */
    sharesAnswers?: true;
  }
}

/**
 * Lets whole answers of a public GET be kept and given to all who ask anonymously. Only for handlers that read all they
 * show through the cache: what makes one of those values wrong makes the answer wrong, and nothing else does.
 */
export function SharedAnswer(): MethodDecorator {
  return RouteConfig({ sharesAnswers: true });
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
  if (raw.method !== 'GET' || request.routeOptions.config?.sharesAnswers !== true) return false;
  const { headers, url = '' } = raw;
  return url.length <= LONGEST_URL && !TELLING.some((name) => headers[name] !== undefined);
}

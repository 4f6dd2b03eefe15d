import { RouteConfig } from '@nestjs/platform-fastify';

/** What of the URL a route reads. */
export type SharedPart = 'path' | 'url';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers to one anonymous request, it may answer to another. */
    sharesAnswers?: SharedPart;
  }
}

/**
 * Lets whole answers of a public GET be kept and given to all who ask anonymously. Only for handlers that read all they
 * show through the cache: what makes one of those values wrong makes the answer wrong, and nothing else does.
 *
 * @param reads `path` where a query changes nothing, so that nobody fills the cache by adding one
 */
export function SharedAnswer(reads: SharedPart): MethodDecorator {
  return RouteConfig({ sharesAnswers: reads });
}

import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

const DESCRIPTIONS: Record<number, string> = {
  400: 'A parameter or header is malformed, or the body is not JSON.',
  401: 'Nobody is signed in, or the credentials are not valid.',
  403: 'Whoever is signed in may not do this.',
  404: 'There is no such resource.',
  406: 'The answer is a stream of events, and Accept does not ask for text/event-stream.',
  408: 'The client took too long to send its request.',
  409: 'The change conflicts with what is there, or a request with this Idempotency-Key still runs.',
  412: 'The resource has changed since the version named in If-Match.',
  413: 'The body is too large.',
  415: 'The body is of another media type than this takes.',
  422: 'A field of the body is not valid.',
  429: 'Too many requests; Retry-After says when to try again.',
  503: 'Something this needs is not available at the moment.',
};

/** Documents the error answers of a route. 429 and 503 are understood. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  const all = [...new Set([...statuses, 429, 503])];
  return applyDecorators(...all.map((status) => ApiResponse({ status, ...problemAnswer(status) })));
}

/** The errors of a route that takes a JSON body. */
export const BODY_PROBLEMS = [400, 413, 415, 422];

/**
 * Documents what is refused before a route is asked: heads of all requests, and bodies also of a DELETE or of a POST
 * that takes none.
 */
export function documentRefusals({ paths }: OpenAPIObject): void {
  for (const { get, post, put, patch, delete: remove } of Object.values(paths)) {
    if (get) get.responses[400] ??= problemAnswer(400);
    for (const operation of [post, put, patch, remove])
      for (const status of [400, 413, 415])
        if (operation) operation.responses[status] ??= problemAnswer(status);
  }
}

function problemAnswer(status: number) {
  return {
    description: DESCRIPTIONS[status] ?? 'An error.',
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath('ProblemDto') } } },
  };
}

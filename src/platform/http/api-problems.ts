import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';

const DESCRIPTIONS: Record<number, string> = {
  400: 'A parameter or header is malformed, or the body is not JSON.',
  401: 'Nobody is signed in, or the credentials are not valid.',
  403: 'Whoever is signed in may not do this.',
  404: 'There is no such resource.',
  409: 'The change conflicts with what is there, or a request with this Idempotency-Key still runs.',
  412: 'The resource has changed since the version named in If-Match.',
  413: 'The body is too large.',
  415: 'The body is not application/json.',
  422: 'A field of the body is not valid.',
  429: 'Too many requests; Retry-After says when to try again.',
  503: 'Something this needs is not available at the moment.',
};

/** Documents the error answers of a route. 503 and, for routes with a body, 400, 413, 415 are understood. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...[...new Set([...statuses, 503])].map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status] ?? 'An error.',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath('ProblemDto') } } },
      }),
    ),
  );
}

/** The errors of a route that takes a JSON body. */
export const BODY_PROBLEMS = [400, 413, 415, 422];

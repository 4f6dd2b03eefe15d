import type { OpenAPIObject } from '@nestjs/swagger';
import { PLAN_EXTENSION } from './rate-limit.decorator.js';

interface Operation {
  responses: Record<string, { headers?: object }>;
  [PLAN_EXTENSION]?: string;
}

const HEADERS = {
  RateLimit: {
    description:
      'What is left: for each plan the request counted for, requests (r) and seconds until there are all again (t)',
    schema: { type: 'string', example: '"anonymous";r=99;t=900' },
  },
  'RateLimit-Policy': {
    description: 'What the plans allow: requests (q) in so many seconds (w)',
    schema: { type: 'string', example: '"anonymous";q=100;w=900' },
  },
  'Retry-After': {
    description: 'Seconds after which the same request may succeed',
    schema: { type: 'integer', example: 900 },
  },
};

const LIMITED = {
  description: 'Too many requests; Retry-After says when to try again.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
  headers: refs('RateLimit', 'RateLimit-Policy', 'Retry-After'),
};

/** Says of every operation that is limited how that shows. */
export function documentRateLimits(document: OpenAPIObject): OpenAPIObject {
  const items = Object.entries(document.paths).map(([path, item]) => {
    const operations = Object.entries(item as Record<string, Operation>);
    return [path, Object.fromEntries(operations.map(([method, each]) => [method, limited(each)]))];
  });
  return {
    ...document,
    paths: Object.fromEntries(items) as OpenAPIObject['paths'],
    components: { ...document.components, headers: HEADERS },
  };
}

function limited(operation: Operation): Operation {
  if (operation[PLAN_EXTENSION] === 'none') return operation;
  const answers = Object.entries(operation.responses).map(([status, answer]) => {
    const headers = { ...answer.headers, ...refs('RateLimit', 'RateLimit-Policy') };
    return [status, { ...answer, headers }] as const;
  });
  return { ...operation, responses: { ...Object.fromEntries(answers), 429: LIMITED } };
}

function refs(...names: (keyof typeof HEADERS)[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

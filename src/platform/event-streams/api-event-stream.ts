import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';

/**
 * Documents a stream of server-sent events: by name, what the `data` of each is. `resumable` where a client that was
 * away gets what it missed.
 */
export function ApiEventStream(
  events: Record<string, Type>,
  { resumable = false }: { resumable?: boolean } = {},
): MethodDecorator {
  const names = Object.entries(events).map(([name, { name: schema }]) => `\`${name}\` (${schema})`);
  return applyDecorators(
    ApiProduces('text/event-stream'),
    ApiExtraModels(...Object.values(events)),
    ApiOkResponse({
      description: `Server-sent events, each with JSON as its data: ${names.join(', ')}.`,
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ApiProblems(406),
    ...(resumable ? [LAST_EVENT_ID] : []),
  );
}

const LAST_EVENT_ID = ApiHeader({
  name: 'Last-Event-ID',
  description: 'Id of the last event that was received: what came after it is sent first.',
  required: false,
  schema: { type: 'string', maxLength: 64 },
});

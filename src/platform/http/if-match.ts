import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** The versions a change may be based on; undefined when the client does not say. */
export type ExpectedVersions = readonly number[] | undefined;

/**
 * The row versions that `If-Match` names. A tag starts with the version of the row it stands for (`"7"`, `"7.3.0.12.340"`).
 * A tag that is not of this form, or is weak, matches no version, so the change is refused with 412.
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersions => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((tag) => {
    const version = /^"(\d{1,9})(?:\.\d{1,16}){0,4}"$/.exec(tag.trim())?.[1];
    return version === undefined ? [] : [Number(version)];
  });
});

/** Documents the header on a handler that takes `@IfMatch()`. */
export const ApiIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'Change the resource only while its ETag is this one; otherwise 412.',
    schema: { type: 'string', examples: ['"1"'] },
  });

import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { currentContext } from '../context/request-context.js';
import { AppError, malformed } from '../../shared/app-error.js';

/** What makes two requests the same one sent twice. */
export interface IdempotencyKey {
  /** The client's key together with user and route: one key used by two users, or on two routes, is two keys. */
  key: string;
  /** Hash of body and parameters, those in the path as well. */
  fingerprint: string;
}

interface KeyOptions {
  /** Refuses a request without one: for what must never happen twice, whatever the client knows of it. */
  required: boolean;
}

/** The request's `Idempotency-Key`; undefined when the client sends none, unless one is required. */
export const Idempotency = createParamDecorator(
  (options: KeyOptions | undefined, context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (header !== undefined) return idempotencyKey(String(header), request);
    if (options?.required) throw keyRequired();
    return undefined;
  },
);

/** Documents the header on a handler that takes `@Idempotency()`. */
export const ApiIdempotent = ({ required }: KeyOptions = { required: false }) =>
  ApiHeader({
    name: 'Idempotency-Key',
    required,
    description:
      'A unique text of 1 to 200 visible ASCII characters, best a UUID. Sent again within 24 hours with the same body and parameters, the first answer is given again and nothing is done twice; with others it is refused with 422; while the first request runs, with 409.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55'],
    },
  });

/** The key of a request whose body was a file: what makes it the same is known when all of it has come. */
export function keyFor(key: IdempotencyKey | undefined, content: unknown): IdempotencyKey | undefined {
  return key && { ...key, fingerprint: hash(content) };
}

function keyRequired(): AppError {
  const message = 'This needs an Idempotency-Key, so that it is done once however often it is sent.';
  return new AppError('malformed', 'idempotency_key_required', message, {
    errors: [{ field: 'Idempotency-Key', code: 'idempotency_key_required', message }],
  });
}

function idempotencyKey(header: string, request: FastifyRequest): IdempotencyKey {
  if (!/^[\x21-\x7e]{1,200}$/.test(header)) {
    throw malformed('Idempotency-Key', 'isKey', 'Idempotency-Key must be 1 to 200 visible ASCII characters');
  }
  const user = currentContext()?.principal?.userId ?? '';
  const parameters = [request.params, request.query].filter((some) => Object.keys(some as object).length > 0);
  const asked = parameters.length === 0 ? request.body : [request.body ?? null, ...parameters];
  const key = `${user} ${request.method} ${request.routeOptions.url} ${header}`;
  return { key, fingerprint: hash(asked) };
}

function hash(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('base64url');
}

// The same members in another order are the same.
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ) ?? ''
  );
}

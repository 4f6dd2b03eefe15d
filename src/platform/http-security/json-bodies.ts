import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import { refusal } from './refusal.js';
import { findJsonFault } from './scan-json.js';

/** What a PATCH may call itself as well: the bodies of all of them are merge patches (RFC 7396). */
export const MERGE_PATCH = 'application/merge-patch+json';

/** Bodies are JSON in UTF-8 and nothing else (415), and of a structure that a client of ours may need (400). */
export function acceptJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  const types = ['application/json', MERGE_PATCH];
  fastify.addContentTypeParser<Buffer>(types, { parseAs: 'buffer' }, (request, body, done) => {
    const fault = mediaFault(request) ?? (isUtf8(body) ? undefined : refusal(400, 'The body is not UTF-8.'));
    if (fault) return done(fault);
    const text = body.toString('utf8');
    const found = findJsonFault(text);
    if (!found) return parse(request, text, done);
    const reason = found.code.startsWith('max') ? 'body_too_complex' : 'request_malformed';
    done(
      new AppError('malformed', reason, 'The body has a structure that is not accepted.', {
        errors: [found],
      }),
    );
  });
}

function mediaFault({ method, headers }: FastifyRequest): Error | undefined {
  const type = headers['content-type'] ?? '';
  if (method !== 'PATCH' && type.toLowerCase().startsWith(MERGE_PATCH))
    return refusal(415, 'Only a PATCH can be a merge patch.');
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    return refusal(415, 'JSON is UTF-8; no other charset is accepted.');
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return refusal(415, 'Compressed bodies are not accepted.');
  return undefined;
}

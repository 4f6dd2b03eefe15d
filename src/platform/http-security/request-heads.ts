import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { malformed } from '../../shared/app-error.js';
import { refusal } from './refusal.js';
import { isReservedName } from './reserved-names.js';

/** Limits of the head of a request; all of it together may have MAX_HEAD_BYTES (431). */
export const MAX_HEAD_BYTES = 16_384;
const MAX_URL_LENGTH = 8_192;
const MAX_HEADERS = 100;

/** Refuses heads that are too large or that two programs in a row may read differently. */
export function checkRequestHeads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, query }, _reply, done) => done(headFault(raw, query as object)));
}

/**
 * What is wrong with the head of a request; undefined for nothing.
 *
 * @param query the parameters of its URL, by name
 */
export function headFault(raw: IncomingMessage, query: object): Error | undefined {
  if ((raw.url?.length ?? 0) > MAX_URL_LENGTH)
    return refusal(414, `The URL is longer than ${MAX_URL_LENGTH} characters.`);
  if (raw.rawHeaders.length > 2 * MAX_HEADERS)
    return refusal(431, `There are more than ${MAX_HEADERS} headers.`);
  // RFC 9112, 3.2: exactly one in HTTP/1.1, or the request is refused.
  const hosts = countHosts(raw.rawHeaders);
  if (hosts > 1 || (hosts === 0 && raw.httpVersion === '1.1'))
    return refusal(400, 'The request must have one Host header.');
  if (!/^[\w.:[\]-]{0,255}$/.test(raw.headers.host ?? ''))
    return refusal(400, 'The Host header is not valid.');
  const reserved = Object.keys(query).find(isReservedName);
  if (reserved !== undefined) return malformed(reserved, 'reservedName', `${reserved} is not a parameter`);
  return undefined;
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

import { validateHeaderName, validateHeaderValue } from 'node:http';

/** An answer as it is sent again, but for the fields that tell of one request. */
export interface KeptAnswer {
  head: KeptHead;
  body: string;
}

/** All of it but the body: the same object for as long as the answer is, in one process. */
export interface KeptHead {
  /** Lines as they are sent, but for `Content-Length`. */
  fields: string;
  /** The same for a 304, which has no body and nothing that describes one. */
  unchangedFields: string;
  etag: string | undefined;
  /** That of the body, in bytes. */
  length: number;
}

// Of one request or connection, and written anew for each.
const OWN = new Set([
  'age',
  'connection',
  'date',
  'keep-alive',
  'ratelimit',
  'ratelimit-policy',
  'server-timing',
  'x-cache',
  'x-request-id',
]);
// A 304 has neither: see security-headers.ts for the last.
const OF_BODY = new Set(['content-length', 'content-type', 'content-security-policy']);

/** Undefined for an answer that says something to one client only. */
export function keptHeaders(headers: Readonly<Record<string, unknown>>, body: string): string[] | undefined {
  if (headers['set-cookie'] !== undefined || headers['x-consistency-token'] !== undefined) return undefined;
  return Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) })
    .filter(([name, value]) => !OWN.has(name) && value !== undefined)
    .flatMap(([name, value]) => [name, String(value)]);
}

/**
 * Throws where a name or a value is not valid in HTTP.
 *
 * @param headers as `keptHeaders` gives them
 */
export function keptHead(headers: readonly string[]): KeptHead {
  const all = headers.flatMap((name, at): [string, string][] =>
    at % 2 ? [] : [[name, headers[at + 1] ?? '']],
  );
  const { etag, 'content-length': length } = Object.fromEntries(all);
  return {
    fields: linesOf(all.filter(([name]) => name !== 'content-length')),
    unchangedFields: linesOf(all.filter(([name]) => !OF_BODY.has(name))),
    etag,
    length: Number(length),
  };
}

function linesOf(fields: readonly [name: string, value: string][]): string {
  const lines = fields.map(([name, value]) => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  return lines.join('');
}

/** A text of one byte a character is sent without being encoded. */
export function encodingOf({ head, body }: KeptAnswer): 'latin1' | 'utf8' {
  return body.length === head.length ? 'latin1' : 'utf8';
}

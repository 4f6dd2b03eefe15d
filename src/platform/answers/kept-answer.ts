/** An answer as it is sent again, but for the fields that tell of one request. */
export interface KeptAnswer {
  head: KeptHead;
  body: string;
}

/** All of it but the body: the same object for as long as the answer is, in one process. */
export interface KeptHead {
  /** Names and values in turn, as `writeHead` takes them. */
  headers: readonly string[];
  /** The same for a 304, which has no body and nothing that describes one. */
  unchangedHeaders: readonly string[];
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

export function keptHead(headers: readonly string[]): KeptHead {
  return {
    headers,
    unchangedHeaders: headers.filter((_, index) => !OF_BODY.has(headers[index - (index % 2)] ?? '')),
    etag: valueOf(headers, 'etag'),
    length: Number(valueOf(headers, 'content-length')),
  };
}

/** A text of one byte a character is sent without being encoded. */
export function encodingOf({ head, body }: KeptAnswer): 'latin1' | 'utf8' {
  return body.length === head.length ? 'latin1' : 'utf8';
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  const at = headers.indexOf(name);
  return at < 0 ? undefined : headers[at + 1];
}

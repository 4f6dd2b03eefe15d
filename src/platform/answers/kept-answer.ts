/** An answer as it is sent again, but for the fields that tell of one request. */
export interface KeptAnswer {
  /** Names and values in turn, as `writeHead` takes them. */
  headers: readonly string[];
  /** The same for a 304, which has no body and nothing that describes one. */
  unchangedHeaders: readonly string[];
  etag: string | undefined;
  body: Buffer;
}

// Of one request or connection, and written anew for each.
const OWN = new Set([
  'age',
  'connection',
  'content-length',
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
export function keptHeaders(headers: Readonly<Record<string, unknown>>): string[] | undefined {
  if (headers['set-cookie'] !== undefined || headers['x-consistency-token'] !== undefined) return undefined;
  return Object.entries(headers)
    .filter(([name, value]) => !OWN.has(name) && value !== undefined)
    .flatMap(([name, value]) => [name, String(value)]);
}

export function keptAnswer(headers: readonly string[], body: Buffer): KeptAnswer {
  const sent = [...headers, 'content-length', String(body.byteLength)];
  const at = headers.indexOf('etag');
  return {
    headers: sent,
    unchangedHeaders: sent.filter((_, index) => !OF_BODY.has(sent[index - (index % 2)] ?? '')),
    etag: at < 0 ? undefined : headers[at + 1],
    body,
  };
}

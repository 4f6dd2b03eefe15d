import type { IncomingMessage } from 'node:http';

// Its key has to fit into a path, so that it can be dropped.
const LONGEST_URL = 400;

// Who asks, how fresh, or for which part: each may change the answer.
const TELLING = [
  'authorization',
  'cookie',
  'x-api-key',
  'x-consistency-token',
  'cache-control',
  'pragma',
  'origin',
  'range',
  'content-length',
  'transfer-encoding',
  'content-type',
  'expect',
] as const;

/** Whether it is a GET that says nothing of who asks: it gets what everybody else gets. */
export function isPlain({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'GET' || url.length > LONGEST_URL) return false;
  for (const name of TELLING) if (headers[name] !== undefined) return false;
  return true;
}

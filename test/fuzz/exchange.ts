import { connect } from 'node:net';

/** A request as it goes over the wire. All texts are bytes, one character each (latin1), so that nothing is mended. */
export interface WireRequest {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body?: string;
}

export interface WireAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/**
 * Sends a request by a socket of its own, because no HTTP client would send what a hostile one does. Rejects when there
 * is no complete answer within `ms`.
 */
export function exchange(url: string, request: WireRequest, ms: number): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytesOf(request)));
    const end = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      const answer = parse(Buffer.concat(chunks));
      if (answer) resolve(answer);
      else reject(error ?? new Error('the connection ended without a complete answer'));
    };
    const timer = setTimeout(() => end(new Error(`no complete answer within ${ms} ms`)), ms);
    socket.on('data', (chunk) => chunks.push(chunk));
    // Who refuses a body unread resets the connection; what it said before counts.
    socket.on('error', end);
    socket.on('end', () => end());
  });
}

function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const length = body === undefined ? [] : [`Content-Length: ${body.length}`];
  const head = [...lines, ...length, 'Connection: close'].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${body ?? ''}`, 'latin1');
}

function parse(bytes: Buffer): WireAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  const rest = bytes.subarray(end + 4);
  // 100 Continue comes before the answer.
  if (status < 200) return parse(rest);
  const headers = new Map(lines.map(headerOf));
  if (status === 204 || status === 304) return { status, headers, body: rest.toString() };
  const body = headers.get('transfer-encoding') === 'chunked' ? dechunk(rest) : rest;
  if (body === undefined || body.length < Number(headers.get('content-length') ?? 0)) return undefined;
  return { status, headers, body: body.toString() };
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function dechunk(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 4 + size;
  }
}

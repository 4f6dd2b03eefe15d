import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({
    REQUEST_HEADERS_TIMEOUT_MS: '600',
    REQUEST_TIMEOUT_MS: '700',
    HTTP_MAX_CONNECTIONS: '12',
  });
});

interface Conversation {
  answer: string;
  /** Milliseconds until the server had closed the connection. */
  ms: number;
}

function open(): Socket {
  const { hostname, port } = new URL(api.url);
  return connect(Number(port), hostname);
}

/** Sends the start, and then one part after the other without end, until the server closes the connection. */
async function drip(start: string, part: string, everyMs = 100): Promise<Conversation> {
  const begin = performance.now();
  const socket = open();
  let answer = '';
  let closed = false;
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('error', () => {});
  socket.on('close', () => (closed = true));
  socket.write(start);
  while (!closed && performance.now() - begin < 10_000) {
    if (part !== '' && socket.writable) socket.write(part);
    await sleep(everyMs);
  }
  socket.destroy();
  return { answer, ms: performance.now() - begin };
}

describe('a client that is slow', () => {
  it.each([
    ['says nothing', '', ''],
    ['never ends its headers', 'GET / HTTP/1.1\r\nHost: a\r\n', 'X-Drip: 1\r\n'],
    ['sends a request line byte by byte', 'GET /', 'a'],
  ])('and %s is cut off [W8.I6]', async (_, start, part) => {
    const { answer, ms } = await drip(start, part);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"reason":"request_too_slow"');
    expect(ms).toBeLessThan(4_000);
  });

  it.each([
    ['with a length', 'Content-Length: 1000\r\n\r\n{', ' '],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n', '1\r\n \r\n'],
  ])('and sends its body byte by byte %s is cut off [W8.I6]', async (_, start, part) => {
    const head = 'POST /api/v1/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    const { answer, ms } = await drip(head + start, part);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"reason":"request_too_slow"');
    expect(ms).toBeLessThan(4_000);
    expect(api.log.of('request').at(-1)).toMatchObject({ status: 408 });
  });

  it('does not keep others from being served [W8.I6]', async () => {
    const slow = Array.from({ length: 8 }, () => drip('GET / HTTP/1.1\r\nHost: a\r\n', 'X-Drip: 1\r\n'));
    await sleep(200);
    const begin = performance.now();
    expect((await fetch(`${api.url}/about`)).status).toBe(200);
    expect(performance.now() - begin).toBeLessThan(2_000);
    await Promise.all(slow);
  });
});

describe('connections', () => {
  it('beyond the limit are closed at once and counted, and others go on [W8.I6]', async () => {
    const sockets = Array.from({ length: 20 }, open);
    const closed = new Set<Socket>();
    for (const socket of sockets) socket.on('error', () => {}).on('close', () => closed.add(socket));
    await eventually(() => closed.size >= 8);
    expect(closed.size).toBeLessThan(20);
    for (const socket of sockets) socket.destroy();
    const dropped = await eventually(async () => {
      const text = await api
        .http()
        .get('/metrics')
        .then(
          ({ text }) => text,
          () => '',
        );
      return /^groundwork_http_connections_dropped_total (\d+)$/m.exec(text)?.[1];
    });
    expect(Number(dropped)).toBeGreaterThanOrEqual(8);
  });

  it('that have said nothing do not hold up the end of the process', async () => {
    const own = await startApi();
    const { hostname, port } = new URL(own.url);
    const sockets = [connect(Number(port), hostname), connect(Number(port), hostname)];
    sockets[1]?.write('GET / HTTP/1.1\r\n');
    for (const socket of sockets) socket.on('error', () => {});
    await sleep(200);
    const ended = await Promise.race([own.app.close().then(() => true), sleep(3_000, false)]);
    for (const socket of sockets) socket.destroy();
    expect(ended).toBe(true);
  });
});

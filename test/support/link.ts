import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

export interface Link {
  /** The server's URL by way of the link. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut: () => Promise<void>;
  mend: () => Promise<void>;
  /** Keeps the connections and carries nothing, as when a server hangs. */
  freeze: () => void;
  thaw: () => void;
  /** Answers come this much later from now on, in milliseconds. */
  delay: (ms: number) => void;
}

interface Wire {
  server?: Server;
  sockets: Set<Socket>;
  delayMs: number;
}

/**
 * A TCP proxy in front of a shared server, so that a test can take it away from one application only. Cut it after
 * the suite.
 */
export async function linkTo(url: string): Promise<Link> {
  const target = new URL(url);
  const link: Wire = { sockets: new Set(), delayMs: 0 };
  let port = 0;
  const mend = async () => {
    link.server = createServer((near) => join(near, target, link)).listen(port, '127.0.0.1');
    await once(link.server, 'listening');
    port = (link.server.address() as { port: number }).port;
  };
  await mend();
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).toString(),
    cut: () => cut(link),
    mend,
    freeze: () => link.sockets.forEach((socket) => socket.pause()),
    thaw: () => link.sockets.forEach((socket) => socket.resume()),
    delay: (ms) => (link.delayMs = ms),
  };
}

function join(near: Socket, target: URL, link: Wire): void {
  const far = connect(Number(target.port), target.hostname);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    link.sockets.add(one);
    one.on('error', () => {});
    one.on('close', () => {
      link.sockets.delete(one);
      other.destroy();
    });
  }
  near.pipe(far);
  far.pipe(late(link)).pipe(near);
}

function late(link: Wire): Transform {
  const waiting: Buffer[] = [];
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      if (link.delayMs === 0 && waiting.length === 0) return done(null, chunk);
      waiting.push(chunk);
      setTimeout(() => stream.push(waiting.shift()), link.delayMs);
      done();
    },
  });
  // What is late may come when the connection is gone.
  return stream.on('error', () => {});
}

async function cut({ server, sockets }: Wire): Promise<void> {
  if (!server?.listening) return;
  server.close();
  for (const socket of sockets) socket.destroy();
  await once(server, 'close');
}

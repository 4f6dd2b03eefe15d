import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Link {
  /** The server's URL by way of the link. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut: () => Promise<void>;
  mend: () => Promise<void>;
  /** Keeps the connections and carries nothing, as when a server hangs. */
  freeze: () => void;
  thaw: () => void;
}

/**
 * A TCP proxy in front of a shared server, so that a test can take it away from one application only. Cut it after
 * the suite.
 */
export async function linkTo(url: string): Promise<Link> {
  const target = new URL(url);
  const link: { server?: Server; sockets: Set<Socket> } = { sockets: new Set() };
  let port = 0;
  const mend = async () => {
    link.server = createServer((near) => join(near, target, link.sockets)).listen(port, '127.0.0.1');
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
  };
}

function join(near: Socket, target: URL, sockets: Set<Socket>): void {
  const far = connect(Number(target.port), target.hostname);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(one);
    one.on('error', () => {});
    one.on('close', () => {
      sockets.delete(one);
      other.destroy();
    });
    one.pipe(other);
  }
}

async function cut({ server, sockets }: { server?: Server; sockets: Set<Socket> }): Promise<void> {
  if (!server?.listening) return;
  server.close();
  for (const socket of sockets) socket.destroy();
  await once(server, 'close');
}

import { createServer } from 'node:net';
import { pickPort } from '../ports.ts';

/** The port the API shall use; throws, in words for people, when it cannot have it. */
export async function claimPort(wanted: string | undefined): Promise<number> {
  const port = Number(wanted || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT must be a port number, not "${wanted}".`);
  if (port === 0) return pickPort(new Set());
  // A listener on one address does not everywhere keep others from the same port.
  for (const host of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
    const code = await tryListen(port, host);
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is taken by another program. Choose another one: PORT=${nextTo(port)} npm start`,
      );
    }
    if (code === 'EACCES')
      throw new Error(`Port ${port} needs more rights. Choose another one: PORT=3001 npm start`);
  }
  return port;
}

function nextTo(port: number): number {
  return port < 65_535 ? port + 1 : 3001;
}

function tryListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ port, host, exclusive: true, ipv6Only: true }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}

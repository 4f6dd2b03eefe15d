import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A free port below the ephemeral range, so that no outgoing connection takes it while its owner is down. */
export async function pickPort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error('no free port between 20000 and 32000 on 127.0.0.1');
}

export async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

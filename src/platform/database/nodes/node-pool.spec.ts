import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodePool } from './node-pool.js';

const TIMEOUT_MS = 100;
const sockets: Socket[] = [];
let server: Server;
let pool: NodePool;

beforeEach(async () => {
  server = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config = { host: '127.0.0.1', port, max: 1, connectionTimeoutMillis: TIMEOUT_MS };
  pool = new NodePool(config, { connected: () => {}, broken: () => {} });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

describe('a pool whose node hangs', () => {
  it('turns away who waits for a connection to be made and who waits for a turn, and once', async () => {
    const waiting = [pool.acquire(), pool.acquire(), pool.acquire()].map((each) => each.catch(String));
    const faults: unknown[] = [];
    const hear = (error: unknown) => faults.push(error);
    process.prependListener('uncaughtException', hear);
    pool.abandon(new Error('hangs'));
    expect(await Promise.all(waiting)).toEqual(Array(3).fill('Error: hangs'));
    await sleep(3 * TIMEOUT_MS);
    process.off('uncaughtException', hear);
    expect(faults).toEqual([]);
  });
});

import type { Redis } from 'ioredis';
import { producerConnection } from '../../src/platform/redis/queue-redis.ts';
import { eventually } from '../support/eventually.ts';
import { ToldSentinel } from '../support/told-sentinel.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PATIENCE_MS = 30_000;

let server: URL;
let sentinel: ToldSentinel;
let client: Redis | undefined;

beforeEach(async () => {
  server = new URL((await workerEnvironment()).REDIS_QUEUE_URL ?? '');
  sentinel = await new ToldSentinel({ host: server.hostname, port: Number(server.port) }).start();
});

afterEach(async () => {
  client?.disconnect();
  await sentinel.close();
});

describe('a client of the queue', () => {
  it('that is told of a new primary while it asks for it, asks again', async () => {
    const { stream } = await listening();
    const { asked } = sentinel;
    sentinel.tellsFirst = true;
    stream.destroy();
    await eventually(() => client?.status === 'ready' && client.stream !== stream, PATIENCE_MS);
    expect(sentinel.tellsFirst).toBe(false);
    expect(sentinel.asked).toBeGreaterThan(asked + 1);
  }, 60_000);

  it('listens to a sentinel that is late', async () => {
    sentinel.lateMs = 1500;
    await listening();
  }, 60_000);
});

async function listening(): Promise<Redis> {
  const { username, password } = server;
  const set = `${username}:${password}@127.0.0.1:${sentinel.port}/queue`;
  const connected = producerConnection(`redis+sentinel://${set}?sentinelPassword=secret`);
  client = connected;
  await eventually(() => connected.status === 'ready' && sentinel.listeners === 1, PATIENCE_MS);
  return connected;
}

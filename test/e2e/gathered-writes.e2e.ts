import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { gatherWrites } from '../../src/platform/redis/gathered-writes.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let client: Redis;

beforeAll(async () => {
  client = new Redis((await workerEnvironment()).REDIS_QUEUE_URL ?? '');
  await client.ping();
  gatherWrites(client);
});

afterAll(() => client.quit());

const held = () => client.stream.writableLength;

describe('commands of one turn of the event loop', () => {
  it('go out together at its end, and all are answered in order', async () => {
    const key = randomUUID();
    const answers = [client.incr(key), client.incr(key), client.incr(key)];
    expect(held()).toBeGreaterThan(0);
    await nextTurn();
    expect(held()).toBe(0);
    expect(await Promise.all(answers)).toEqual([1, 2, 3]);
    await client.del(key);
  });

  it('go out eight at a time, so that Redis need not wait for the last', async () => {
    const answers = Array.from({ length: 8 }, () => client.ping());
    expect(held()).toBe(0);
    answers.push(client.ping());
    expect(held()).toBeGreaterThan(0);
    expect(await Promise.all(answers)).toHaveLength(9);
  });

  it('do so as well on the connection that comes after a lost one', async () => {
    const lost = client.stream;
    const question = client.ping();
    lost.destroy();
    expect(await question).toBe('PONG');
    expect(client.stream).not.toBe(lost);
    const answer = client.ping();
    expect(held()).toBeGreaterThan(0);
    expect(await answer).toBe('PONG');
  });

  it('are not held a second time by who gathers twice', () => {
    const write: unknown = Reflect.get(client.stream, 'write');
    gatherWrites(client);
    expect(Reflect.get(client.stream, 'write')).toBe(write);
  });
});

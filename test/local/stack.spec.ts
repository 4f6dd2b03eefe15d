import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { openStack, startStack, type Stack } from '../../local/stack.ts';
import { findProcess } from '../../local/process-table.ts';
import { eventually } from '../support/eventually.ts';
import { measureArrival, query, removeTemporaryStack, startTemporaryStack } from './temporary-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startTemporaryStack();
  await query(stack, 'primary', 'CREATE TABLE notes (value text)');
}, 60_000);

afterAll(() => removeTemporaryStack(stack), 60_000);

describe('the local stack', () => {
  it('[W9.S2] runs one primary and two replicas that refuse writes', async () => {
    const { nodes } = await stack.status();
    expect(nodes.map(({ name, role, running }) => [name, role, running])).toEqual([
      ['primary', 'primary', true],
      ['replica-1', 'replica', true],
      ['replica-2', 'replica', true],
    ]);
    await expect(query(stack, 'replica-1', 'CREATE TABLE other (value text)')).rejects.toThrow(/read-only/);
  });

  it.each(['replica-1', 'replica-2'])(
    '[W9.S3] shows on %s, after a delay, what was written on the primary',
    async (node) => {
      const delay = await measureArrival(stack, 'primary', node, `to ${node}`);
      process.stdout.write(`a row reached ${node} ${delay.toFixed(1)} ms after its commit\n`);
      expect(delay).toBeLessThan(5_000);
    },
  );

  it('keeps durability on and sorts alike everywhere', async () => {
    expect(await query(stack, 'primary', "SELECT current_setting('fsync') AS value")).toEqual(['on']);
    const sql =
      'SELECT concat(datlocprovider, datlocale) AS value FROM pg_database WHERE datname = current_database()';
    expect(await query(stack, 'primary', sql)).toEqual(['bC.UTF-8']);
  });

  // On a busy machine it may not answer in the time that a status waits for it.
  const replica2 = () =>
    eventually(async () => {
      const [, , node] = (await stack.status()).nodes;
      return node?.paused !== undefined && node;
    });

  it('delays a replica on demand, and stops doing so', async () => {
    await stack.lag('replica-1', 700);
    expect((await stack.status()).nodes[1]?.delayMs).toBe(700);
    expect(await measureArrival(stack, 'primary', 'replica-1', 'late')).toBeGreaterThan(500);
    await stack.lag('replica-1', 0);
    expect(await measureArrival(stack, 'primary', 'replica-1', 'prompt')).toBeLessThan(500);
  });

  it('counts the bytes that a paused replica has received and does not show', async () => {
    await stack.pauseReplay('replica-2');
    await query(stack, 'primary', "INSERT INTO notes SELECT repeat('x', 1000) FROM generate_series(1, 100)");
    await sleep(300);
    const replica = await replica2();
    expect(replica).toMatchObject({ paused: true, receiveLag: 0 });
    expect(replica.replayLag).toBeGreaterThan(100_000);
    await stack.resumeReplay('replica-2');
    await measureArrival(stack, 'primary', 'replica-2', 'resumed');
    expect(await replica2()).toMatchObject({ paused: false });
  });

  it('is adopted by a second start, with the same processes and ports', async () => {
    const before = await stack.status();
    const second = await startStack({ dir: stack.dir, owner: process.pid });
    expect(await second.status()).toMatchObject(pidsAndPorts(before));
    expect(second.env).toEqual(stack.env);
  });

  it('keeps its passwords to its owner', () => {
    for (const file of ['state.json', 'stack.env', 'redis/queue/redis.conf']) {
      expect(statSync(`${stack.dir}/${file}`).mode & 0o077).toBe(0);
    }
  });

  it.each(['replica-1', 'queue', 'mail'])('brings %s back after a crash', async (name) => {
    const pid = await pidOf(name);
    await stack.kill(name);
    expect(findProcess(pid)).toBeUndefined();
    expect(await pidOf(name)).toBe(0);
    await stack.start(name);
    expect(await pidOf(name)).toBeGreaterThan(0);
  });

  it('lets a node hang without closing its connections, and wakes it', async () => {
    await stack.suspend('replica-2');
    await expect(query(stack, 'replica-2', 'SELECT 1 AS value')).rejects.toThrow(/timeout/);
    expect((await stack.status()).nodes[2]).toMatchObject({ running: true, suspended: true });
    await stack.resume('replica-2');
    expect(await query(stack, 'replica-2', 'SELECT 1 AS value')).toEqual([1]);
  });

  it('says which names there are when one is wrong', async () => {
    await expect(stack.kill('replica-9')).rejects.toThrow('"replica-9": use one of primary, replica-1');
    await expect(stack.lag('queue', 10)).rejects.toThrow('no PostgreSQL node is called "queue"');
    await expect(stack.lag('primary', 10)).rejects.toThrow('primary is the primary now, not a replica');
  });

  it('leaves no process when it goes down, and keeps the data', async () => {
    const { nodes, redis, mail } = await stack.status();
    await stack.down();
    for (const { pid } of [...nodes, ...redis, mail]) expect(findProcess(pid ?? 0)).toBeUndefined();
    expect(existsSync(`${stack.dir}/stack.env`)).toBe(false);
    await expect(openStack(stack.dir)).rejects.toThrow('no stack is up');

    await startStack({ dir: stack.dir, owner: process.pid });
    expect(await query(stack, 'replica-2', "SELECT value FROM notes WHERE value = 'prompt'")).toEqual([
      'prompt',
    ]);
  });
});

async function pidOf(name: string): Promise<number> {
  const { nodes, redis, mail } = await stack.status();
  return [...nodes, ...redis, mail].find((service) => service.name === name)?.pid ?? 0;
}

function pidsAndPorts({ nodes, redis, mail }: Awaited<ReturnType<Stack['status']>>): object {
  const pick = ({ name, pid, port }: { name: string; pid?: number; port: number }): object => ({
    name,
    pid,
    port,
  });
  return { nodes: nodes.map(pick), redis: redis.map(pick), mail: pick(mail) };
}

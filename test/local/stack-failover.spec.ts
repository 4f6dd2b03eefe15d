import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { findProcess } from '../../local/process-table.ts';
import { openStack, startStack, sweepStacks, type Stack } from '../../local/stack.ts';
import { measureArrival, query, removeTemporaryStack, startTemporaryStack } from './temporary-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startTemporaryStack();
  await query(stack, 'primary', 'CREATE TABLE notes (value text)');
}, 60_000);

afterAll(() => removeTemporaryStack(stack), 60_000);

describe('failover of the local stack', () => {
  it('refuses a second primary beside one that takes writes', async () => {
    await expect(stack.promote('replica-1')).rejects.toThrow('primary is the primary and takes writes');
  });

  it('refuses the replica that has received less than the other', async () => {
    await stack.suspend('replica-1');
    await query(
      stack,
      'primary',
      "INSERT INTO notes SELECT 'only on one ' || n FROM generate_series(1, 100) AS n",
    );
    await measureArrival(stack, 'primary', 'replica-2', 'only on replica-2');
    await stack.kill('primary');
    // The suspended receiver must not find in its socket what it slept through.
    await stack.kill('replica-1');
    await stack.start('replica-1');
    await expect(stack.promote('replica-1')).rejects.toThrow(
      /^replica-2 has received \d+ bytes more than replica-1/,
    );
  });

  it('promotes the other, which the first replica then follows by itself', async () => {
    await stack.promote('replica-2');
    expect(stack.env.DATABASE_URL).toBe(stack.nodes[2]?.url);
    await measureArrival(stack, 'replica-2', 'replica-1', 'after the promotion');
    expect(
      await query(stack, 'replica-1', "SELECT value FROM notes WHERE value = 'only on replica-2'"),
    ).toHaveLength(1);
  });

  it('takes the old primary back as a replica of the new one', async () => {
    await stack.rebuild('primary');
    await measureArrival(stack, 'replica-2', 'primary', 'after the rebuild');
    const { nodes } = await stack.status();
    expect(nodes.map((node) => node.role)).toEqual(['replica', 'replica', 'primary']);
    await expect(stack.rebuild('replica-2')).rejects.toThrow('replica-2 is the primary');
  });

  it('rebuilds an old primary at the next start instead of running two', async () => {
    await stack.kill('replica-2');
    await stack.promote('replica-1');
    const lines: string[] = [];
    await startStack({ dir: stack.dir, owner: process.pid, log: (line) => lines.push(line) });
    expect(lines).toEqual(['replica-2 was a primary before replica-1 was promoted: copying it anew']);
    const { nodes } = await stack.status();
    expect(nodes.map((node) => node.role)).toEqual(['replica', 'primary', 'replica']);
    await measureArrival(stack, 'replica-1', 'replica-2', 'after the second promotion');
  });
});

describe('throw-away stacks', () => {
  const library = join(import.meta.dirname, '..', '..', 'local', 'stack.ts');

  it('are swept, even half suspended, when their owner was killed, and not before', async () => {
    const parent = dirname(stack.dir);
    const dir = join(parent, 'test-orphan');
    const script = `
      const { startStack } = await import(${JSON.stringify(library)});
      await startStack({ dir: ${JSON.stringify(dir)}, owner: process.pid });
      process.stdout.write('up');
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await once(owner.stdout, 'data');
    const orphan = await openStack(dir);
    const { nodes, redis, mail } = await orphan.status();
    expect(await sweepStacks(parent)).toEqual([]);

    await orphan.suspend('replica-1');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await sweepStacks(parent)).toEqual([dir]);
    expect(existsSync(dir)).toBe(false);
    for (const { pid } of [...nodes, ...redis, mail]) expect(findProcess(pid ?? 0)).toBeUndefined();
  }, 60_000);

  it('survive two starts at once as one stack', async () => {
    const dir = join(dirname(stack.dir), 'test-twice');
    const both = await Promise.all([1, 2].map(() => startStack({ dir, owner: process.pid })));
    const [first, second] = await Promise.all(both.map((each) => each.status()));
    expect(second).toEqual(first);
    await both[0]?.destroy();
  }, 60_000);
});

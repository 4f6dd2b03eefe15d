import { join } from 'node:path';
import { openStack, type Stack, startStack } from '../../local/stack.ts';
import { migrate } from './migrate.ts';
import { STACKS_DIR } from './test-stack.ts';

/**
 * A stack of this file's own, migrated, that may be hurt. Removed by `stack.destroy()`.
 *
 * @param alone without replicas, for one that is to write much
 */
export async function startDrillStack(name: string, { alone = false } = {}): Promise<Stack> {
  const dir = join(STACKS_DIR, `test-${name}-${process.pid}`);
  await startStack({ dir, owner: process.pid, postgres: { alone } });
  const stack = await openStack(dir);
  await migrate(stack.env.DATABASE_URL ?? '');
  return stack;
}

/** Where a node listens, `host:port`, as the application logs it. */
export function addressOf(stack: Stack, node: string): string {
  const found = stack.nodes.find(({ name }) => name === node);
  return `127.0.0.1:${found?.port}`;
}

/** Makes the standby with the most WAL the primary, whose name it returns; the stack refuses any other. */
export async function promoteFurthest(stack: Stack): Promise<string> {
  for (const name of ['replica-1', 'replica-2'])
    if (
      await stack.promote(name).then(
        () => true,
        () => false,
      )
    )
      return name;
  throw new Error('no replica could be promoted');
}

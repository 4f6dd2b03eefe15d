import { openStack } from '../../local/stack.ts';
import { stackDir } from './test-stack.ts';

export default async function tearDown(): Promise<void> {
  const stack = await openStack(stackDir());
  await stack.destroy();
}

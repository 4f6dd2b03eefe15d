import { listProcesses } from '../process-table.ts';
import { killTree } from '../processes.ts';
import { NODE_NAMES, type StackState } from '../state.ts';
import { halfMade } from './config.ts';

/** Ends the `initdb` or `cp` of a start that was killed: it goes on filling a folder that we are about to remove. */
export async function killStrays(state: StackState): Promise<void> {
  const folders = NODE_NAMES.map((node) => halfMade(state, node));
  const strays = listProcesses().filter(
    ({ command }) =>
      /^(\S*[/ ])?(initdb|postgres|cp|sh) /.test(command) &&
      folders.some((folder) => command.includes(folder)),
  );
  for (const { pid } of strays) await killTree(pid);
}

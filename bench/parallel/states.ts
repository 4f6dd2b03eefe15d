import type { DataStack } from '../data-set/data-stack.ts';
import { restoreIndexes } from '../data-set/secondary-indexes.ts';
import { withClient } from '../with-client.ts';

export interface Turn<T> {
  with: T;
  without: T;
}

/** Measures with the indexes and without them, by turns. They are dropped for all, because the API has its own sessions. */
export async function inBothStates<T>(
  { url, indexes }: DataStack,
  rounds: number,
  measure: () => Promise<T>,
): Promise<Turn<T>[]> {
  const turns: Turn<T>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    console.log(`round ${round} …`);
    const indexed = await measure();
    await withClient(url, async (client) => {
      for (const { drop } of indexes) await client.query(drop);
    });
    try {
      turns.push({ with: indexed, without: await measure() });
    } finally {
      await withClient(url, (client) => restoreIndexes(client, indexes));
    }
  }
  return turns;
}

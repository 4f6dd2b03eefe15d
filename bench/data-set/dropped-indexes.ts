import type { Client } from 'pg';
import type { SecondaryIndex } from './secondary-indexes.ts';

/**
 * Runs `work` in a transaction that has dropped the indexes and is rolled back, which brings them back at once, and
 * takes back whatever `work` has done.
 */
export async function without<T>(
  client: Client,
  indexes: readonly SecondaryIndex[],
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    for (const { drop } of indexes) await client.query(drop);
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

import type { Client } from 'pg';
import { without } from '../data-set/dropped-indexes.ts';
import type { SecondaryIndex } from '../data-set/secondary-indexes.ts';
import { median } from '../statistics.ts';

export interface WriteCost {
  table: string;
  indexes: number;
  rows: number;
  /** Rows a second that one statement adds, without its commit. */
  perSecondWith: number;
  perSecondWithout: number;
}

// Rows of the table itself, so that only the server works.
const INSERTS = {
  users: `INSERT INTO users (name, email) SELECT name, 'again.' || email FROM users WHERE id <= $1`,
  posts: `INSERT INTO posts (author_id, title, body) SELECT author_id, title, body FROM posts WHERE id <= $1`,
};
const ROWS = 20_000;

/** Adds rows with and without the secondary indexes, in turns, and takes each back. */
export async function measureWrites(
  client: Client,
  { users, indexes }: { users: number; indexes: readonly SecondaryIndex[] },
  rounds: number,
): Promise<WriteCost[]> {
  const costs: WriteCost[] = [];
  for (const [table, sql] of Object.entries(INSERTS)) {
    const own = indexes.filter((index) => index.table === table);
    const rows = Math.min(ROWS, users);
    const insert = async (): Promise<number> => {
      const startedAt = performance.now();
      await client.query(sql, [rows]);
      return (rows * 1000) / (performance.now() - startedAt);
    };
    const turns: { bare: number; indexed: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bare = await without(client, own, insert);
      turns.push({ bare, indexed: await without(client, [], insert) });
    }
    await client.query(`VACUUM ${table}`);
    costs.push({
      ...{ table, indexes: own.length, rows },
      perSecondWith: median(turns.map(({ indexed }) => indexed)),
      perSecondWithout: median(turns.map(({ bare }) => bare)),
    });
  }
  return costs;
}

import type { Client } from 'pg';
import { median } from '../statistics.ts';
import type { NewRows } from './new-rows.ts';
import type { Way } from './ways.ts';

export interface WayResult {
  way: string;
  /** How many rows there were more after a turn. */
  added: number;
  perSecond: number;
  /** To the first way: the median of what each round says. */
  ratio: number;
}

type Turn = Omit<WayResult, 'ratio'>;

/** Every way has its turn in each round, and the rounds change their order. */
export async function takeTurns(
  client: Client,
  rows: NewRows,
  ways: Way[],
  { rounds, signal }: { rounds: number; signal: AbortSignal },
): Promise<WayResult[]> {
  const taken: Turn[][] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const turns: Turn[] = [];
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      signal.throwIfAborted();
      turns.push(await takeTurn(client, rows, way));
    }
    if (round > 0) taken.push(round % 2 === 0 ? turns : turns.reverse());
  }
  return ways.map(({ name }, which) => ({
    way: name,
    added: taken[0]?.[which]?.added ?? 0,
    perSecond: median(taken.map((turns) => turns[which]?.perSecond ?? Number.NaN)),
    ratio: median(taken.map((turns) => (turns[which]?.perSecond ?? 0) / (turns[0]?.perSecond ?? 0))),
  }));
}

/** What was added goes again, so that every turn begins with the same rows. */
async function takeTurn(client: Client, { table, values }: NewRows, { name, add }: Way): Promise<Turn> {
  const last = await client.query<{ id: number }>(`SELECT max(id)::int AS id FROM ${table}`);
  const startedAt = performance.now();
  await add();
  const seconds = (performance.now() - startedAt) / 1000;
  const gone = await client.query(`DELETE FROM ${table} WHERE id > $1`, [last.rows[0]?.id]);
  return { way: name, added: gone.rowCount ?? 0, perSecond: values.length / seconds };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { median } from '../statistics.ts';
import type { Context, Position } from './product.ts';
import type { DataSources } from './data-sources.ts';

export interface LatencyCost {
  /** The same read on a replica without a position. */
  roundTripUs: number;
  /** What a position adds that a replica is known to have replayed. */
  provenUs: number;
  /** What a position adds that a replica has replayed and must be asked for. */
  addedUs: number;
}

const TIMES_A_ROUND = 50;

// Longer than replay takes here, and mostly shorter than the pause of the regular questions to the nodes.
const REPLAY_MS = 30;

/** Reads one after the other, each kind in turn. */
export async function measureLatency({ product, routed }: DataSources, rounds: number): Promise<LatencyCost> {
  const taken: Record<'free' | 'proven' | 'asked', number[]> = { free: [], proven: [], asked: [] };
  for (let time = 0; time < rounds * TIMES_A_ROUND; time += 1) {
    const position = await write();
    await sleep(REPLAY_MS);
    // After a pause the first read of each replica is slow.
    await read();
    await read();
    taken.free.push(await read());
    // A question on its usual turn may have come in between: that read says nothing.
    if (!routed.cluster.nodes.some((node) => (node.provenLsn ?? 0n) >= position.lsn))
      taken.asked.push(await read(position));
    // The longer nothing pauses, the faster: so one after each kind.
    taken.free.push(await read());
    taken.proven.push(await read(position));
    taken.free.push(await read());
  }
  const roundTripUs = median(taken.free);
  return {
    roundTripUs,
    provenUs: median(taken.proven) - roundTripUs,
    addedUs: median(taken.asked) - roundTripUs,
  };

  async function write(): Promise<Position> {
    const context = new product.RequestContext('bench');
    await product.runInContext(context, () => routed.query('UPDATE users SET name = name WHERE id = 1'));
    await context.consistency.settle();
    if (!context.consistency.written) throw new Error('a write without a position');
    return context.consistency.written;
  }

  async function read(position?: Position): Promise<number> {
    const context: Context = new product.RequestContext('bench');
    if (position) context.consistency.require(position);
    return product.runInContext(context, () => timed(routed));
  }
}

async function timed(dataSource: DataSource): Promise<number> {
  const startedAt = performance.now();
  const runner = dataSource.createQueryRunner('slave');
  await runner.query('SELECT id, name, email FROM users WHERE id = $1', [1]);
  await runner.release();
  return (performance.now() - startedAt) * 1000;
}

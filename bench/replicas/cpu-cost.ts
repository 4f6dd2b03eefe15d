import type { DataSource } from 'typeorm';
import { percentile } from '../statistics.ts';
import type { DataSources } from './data-sources.ts';
import { USERS } from '../sample-rows.ts';

export interface CpuCost {
  /** CPU time of one read of a row by its key, without and with routing, and the difference. */
  plainUs: number;
  routedUs: number;
  addedUs: number;
  targetUs: number;
  /** Of that, to choose a node and to take a connection and give it back. */
  plainHandOutUs: number;
  handOutUs: number;
}

type Work = (dataSource: DataSource, times: number) => Promise<void>;

const CHUNKS_A_ROUND = 20;
const CHUNK = 200;

/** In many short turns, of which the quietest tenth counts: what else runs on the machine can only add. */
export async function measureCpu(sources: DataSources, rounds: number): Promise<CpuCost> {
  const reads = await alternate(sources, rounds, read, CHUNK);
  const handOuts = await alternate(sources, rounds, handOut, 10 * CHUNK);
  return {
    plainUs: reads.plain,
    routedUs: reads.routed,
    addedUs: reads.routed - reads.plain,
    targetUs: 10,
    plainHandOutUs: handOuts.plain,
    handOutUs: handOuts.routed,
  };
}

async function alternate(
  { product, plain, routed }: DataSources,
  rounds: number,
  work: Work,
  times: number,
): Promise<{ plain: number; routed: number }> {
  const context = new product.RequestContext('bench');
  const taken: Record<'plain' | 'routed', number[]> = { plain: [], routed: [] };
  for (let turn = 0; turn < rounds * CHUNKS_A_ROUND; turn += 1) {
    taken.plain.push(await cpuOf(() => product.runInContext(context, () => work(plain, times)), times));
    taken.routed.push(await cpuOf(() => product.runInContext(context, () => work(routed, times)), times));
  }
  const quiet = (values: number[]) =>
    percentile(
      values.toSorted((a, b) => a - b),
      10,
    );
  return { plain: quiet(taken.plain), routed: quiet(taken.routed) };
}

async function cpuOf(work: () => Promise<void>, times: number): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** Statements as repositories send them, eight at a time, but no entities: making those costs more than all the rest. */
async function read(dataSource: DataSource, times: number): Promise<void> {
  let left = times;
  const client = async () => {
    while (left-- > 0) {
      const runner = dataSource.createQueryRunner('slave');
      await runner.query('SELECT id, name, email FROM users WHERE id = $1', [1 + (left % USERS)]);
      await runner.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

async function handOut({ driver }: DataSource, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const [, release] = (await driver.obtainSlaveConnection()) as [unknown, () => void];
    release();
  }
}

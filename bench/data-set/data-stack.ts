import { join } from 'node:path';
import { withLock } from '../../local/lock.ts';
import { type BenchStack, STACKS, withBenchStack } from '../bench-stack.ts';
import { dataSetHash, forgetDataSet, keptIndexes, rememberDataSet } from './kept.ts';
import { loadDataSet } from './load.ts';
import { restoreIndexes, type SecondaryIndex } from './secondary-indexes.ts';
import { withClient } from '../with-client.ts';

export interface DataSetOptions {
  /** Of users; there are twice as many posts. */
  rows: number;
  fresh?: boolean;
  data?: string;
}

export interface DataStack extends BenchStack {
  url: string;
  users: number;
  posts: number;
  /** All that were rebuilt: primary keys are not among them. */
  indexes: readonly SecondaryIndex[];
}

// One database server, with memory that suits gigabytes. Nobody follows its log, so indexes need not be in it.
const POSTGRES = {
  alone: true,
  settings: {
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_keep_size: '0',
    max_wal_size: '1GB',
    shared_buffers: '512MB',
    effective_cache_size: '2GB',
    maintenance_work_mem: '256MB',
  },
};
// Fewer are made in seconds.
const WORTH_KEEPING = 50_000;

/** As `withBenchStack`, over many users and posts, which are kept for the next run that wants the same. */
export async function withDataSet<T>(
  options: DataSetOptions & { signal: AbortSignal },
  work: (stack: DataStack) => Promise<T>,
): Promise<T> {
  const { rows, fresh, data, signal } = options;
  const keepIn = data ?? (rows < WORTH_KEEPING ? undefined : join(STACKS, 'bench-data'));
  // Two runs must not change the same rows.
  return keepIn ? withLock(`${keepIn}-in-use`, run) : run();

  async function run(): Promise<T> {
    // Of now: the sources may change while rows are made of them.
    const hash = dataSetHash(rows);
    const kept = keepIn && !fresh ? keptIndexes(keepIn, hash) : undefined;
    if (keepIn && !kept) await forgetDataSet(keepIn);
    let indexes = kept ?? [];
    const fill = async (url: string): Promise<void> => {
      if (kept) return withClient(url, (client) => restoreIndexes(client, kept));
      indexes = await loadDataSet(url, rows);
      if (keepIn) rememberDataSet(keepIn, hash, indexes);
    };
    return withBenchStack({ signal, postgres: POSTGRES, fill, keepIn }, (bench) =>
      work({ ...bench, url: bench.env.DATABASE_URL ?? '', users: rows, posts: 2 * rows, indexes }),
    );
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { kept, PAYLOAD, type ProductDatabase } from './product.ts';
import type { Setting } from './setting.ts';

export interface Way {
  name: string;
  /** How many rows or jobs one step makes. */
  size: number;
  step: () => Promise<unknown>;
  /** Resolves when all that the steps made is where it belongs. */
  end?: () => Promise<unknown>;
}

const BULK = 500;

/** How jobs are enqueued, without and with the reason for them: a row that the database gets. */
export function waysToEnqueue({ bare, database, jobs }: Setting): Way[] {
  const add = () => bare.add('bench.kept', { payload: PAYLOAD });
  const many = Array<typeof PAYLOAD>(BULK).fill(PAYLOAD);
  const bulk = () => bare.addBulk(many.map((payload) => ({ name: 'bench.kept', data: { payload } })));
  const enqueue = (payloads: readonly object[]) => (tx: Tx) => jobs.enqueueAll(tx, kept, payloads);
  const transaction = (...steps: ((tx: Tx) => Promise<unknown>)[]) =>
    database.transaction('bench', async (tx) => {
      for (const step of steps) await step(tx);
    });
  return [
    { name: 'BullMQ: add', size: 1, step: add },
    { name: 'BullMQ: addBulk of 500', size: BULK, step: bulk },
    { name: 'outbox: a job a transaction', size: 1, step: () => transaction(enqueue([PAYLOAD])) },
    {
      name: 'outbox: 500 a transaction, until relayed',
      size: BULK,
      step: () => transaction(enqueue(many)),
      end: () => areRelayed(database),
    },
    { name: 'a row in a transaction', size: 1, step: () => transaction(insertRow) },
    {
      name: 'a row in a transaction, then BullMQ: add',
      size: 1,
      step: () => transaction(insertRow).then(add),
    },
    {
      name: 'a row in a transaction with its job: outbox',
      size: 1,
      step: () => transaction(insertRow, enqueue([PAYLOAD])),
    },
  ];
}

type Tx = Parameters<Parameters<ProductDatabase['transaction']>[1]>[0];

export const ROWS_TABLE =
  'CREATE TABLE bench_rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)';

function insertRow({ manager }: Tx): Promise<unknown> {
  return manager.query('INSERT INTO bench_rows (name) VALUES ($1)', ['a reason']);
}

async function areRelayed(database: ProductDatabase): Promise<void> {
  const count = () =>
    database.transaction('bench.count', ({ manager }) =>
      manager.query<object[]>('SELECT FROM outbox LIMIT 1'),
    );
  while ((await count()).length > 0) await sleep(2);
}

/** What one way does in a second when it is taken for so many seconds, and how long a step takes. */
export async function takeWay({ size, step, end }: Way, seconds: number): Promise<WayTurn> {
  const startedAt = performance.now();
  let made = 0;
  do {
    await step();
    made += size;
  } while (performance.now() - startedAt < seconds * 1000);
  await end?.();
  const ms = performance.now() - startedAt;
  return { perSecond: (1000 * made) / ms, usEach: (1000 * ms) / made };
}

export interface WayTurn {
  perSecond: number;
  /** One after the other, in microseconds. */
  usEach: number;
}

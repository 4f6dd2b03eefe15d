import type { EntityManager } from 'typeorm';
import type { Database } from '../../src/platform/database/database.js';
import { Transaction } from '../../src/platform/database/transaction.js';

interface Store {
  /** Remembers what there is now, and returns what brings it back. */
  snapshot(): () => void;
}

/** Transactions over stores in memory: all or nothing, and effects after the commit. One at a time. */
export class InMemoryDatabase implements Pick<Database, 'transaction'> {
  readonly #stores: readonly Store[];

  constructor(...stores: Store[]) {
    this.#stores = stores;
  }

  async transaction<T>(_name: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const restore = this.#stores.map((store) => store.snapshot());
    const tx = new Transaction(NO_SQL);
    const result = await work(tx).catch((error: unknown) => {
      for (const undo of restore) undo();
      throw error;
    });
    await tx.runAfterCommit((error) => {
      throw error;
    });
    return result;
  }
}

const NO_SQL = new Proxy({} as EntityManager, {
  get: (_, name) => {
    throw new Error(`there is no SQL in memory: manager.${String(name)}`);
  },
});

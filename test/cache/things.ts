import { aKind, aThing, asRequest, type CacheApp, type Thing } from './cache-app.ts';
import { readRows } from '../../src/platform/database/read-rows.js';
import type { Transaction } from '../../src/platform/database/transaction.js';

export const TABLE = 'CREATE TABLE things (id integer PRIMARY KEY, version integer NOT NULL)';

/** Rows of a table, read through the cache and changed with it. */
export class Things {
  readonly kind = aKind();
  /** Called between loading and keeping. */
  hold?: () => Promise<void>;
  loads = 0;

  async versionOf(app: CacheApp, id: number): Promise<number> {
    const { result } = await asRequest(() => this.read(app, id));
    return Number(result?.text);
  }

  read(app: CacheApp, id: number): Promise<Thing | undefined> {
    return app.cache.read(this.kind, { id, tags: [this.tag(id)], load: () => this.load(app, id) });
  }

  /** From any replica, as the router has it. */
  async load(app: CacheApp, id: number): Promise<Thing | undefined> {
    this.loads += 1;
    const sql = 'SELECT version FROM things WHERE id = $1';
    const [row] = await readRows<{ version: number }>(app.dataSource, sql, [id]);
    await this.hold?.();
    return row && aThing(id, String(row.version));
  }

  /** Adds one to the version, and resolves with it when the change is acknowledged. */
  async change(app: CacheApp, id: number, how: 'invalidate' | 'writeThrough'): Promise<number> {
    const { result } = await asRequest(() =>
      app.database.transaction('thing.change', async (tx) => {
        const version = await increment(tx, id);
        if (how === 'invalidate') await app.cache.invalidate(tx, [this.tag(id)]);
        else {
          const key = { id, tags: [this.tag(id)] };
          await app.cache.writeThrough(tx, this.kind, key, aThing(id, String(version)));
        }
        return version;
      }),
    );
    return result;
  }

  tag(id: number): string {
    return `${this.kind.name}:${id}`;
  }
}

async function increment(tx: Transaction, id: number): Promise<number> {
  const sql = 'UPDATE things SET version = version + 1 WHERE id = $1 RETURNING version';
  const [rows] = await tx.manager.query<[{ version: number }[], number]>(sql, [id]);
  return rows[0]?.version ?? -1;
}

import pg from 'pg';
import type { TestApi } from './api.ts';
import { workerEnvironment } from './worker-environment.ts';

/**
 * Makes statements wait for a lock of our own while `work` runs: a real slow database. `sql` takes the lock, e.g.
 * `SELECT … FOR UPDATE` or `LOCK TABLE …`.
 */
export async function whileLocked<T>(
  sql: string,
  work: (release: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL } = await workerEnvironment();
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  let released = false;
  const release = async () => {
    if (!released) await client.query('ROLLBACK');
    released = true;
  };
  try {
    await client.query('BEGIN');
    await client.query(sql);
    return await work(release);
  } finally {
    await release();
    await client.end();
  }
}

/** How many statements of this database wait for a lock at this moment. */
export async function waiting({ dataSource }: Pick<TestApi, 'dataSource'>): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

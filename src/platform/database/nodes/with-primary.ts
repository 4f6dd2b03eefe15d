import { AppError } from '../../../shared/app-error.js';
import type { StatementClient } from '../statement-client.js';
import type { DatabaseCluster } from './cluster.js';

/** Does `work` on a connection to the primary, beside requests and their contexts. Errors are those of PostgreSQL. */
export async function withPrimary<T>(
  { primary }: DatabaseCluster,
  work: (client: StatementClient) => Promise<T>,
): Promise<T> {
  if (!primary)
    throw new AppError('unavailable', 'database_unavailable', 'There is no primary.', { retryAfter: 1 });
  const lease = await primary.pool.acquire();
  let broken = true;
  try {
    const result = await work(lease.client);
    broken = false;
    return result;
  } finally {
    lease.release(broken);
  }
}

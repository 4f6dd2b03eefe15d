import {
  type DataSource,
  type EntityManager,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { isConnectionFailure } from './connection-failure.js';
import type { StatementClient } from './statement-client.js';

/** The connection was dead before anything was sent through it. */
export class NotBegun extends Error {
  constructor(cause: unknown) {
    super('the connection ended before the transaction began', { cause });
  }
}

/**
 * Runs `work` between START TRANSACTION and COMMIT on one connection to the primary. Whatever happens, the connection
 * goes back to its pool without a transaction, or not at all. Throws NotBegun when `work` has not been called.
 */
export async function runTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner('master');
  try {
    const client = (await runner.connect()) as StatementClient;
    await runner.startTransaction().catch((error: unknown) => {
      throw isConnectionFailure(error) ? new NotBegun(error) : error;
    });
    try {
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // One that cannot even roll back may still hold locks, and must serve nobody else.
      await runner.rollbackTransaction().catch((failure: Error) => client.sever(failure));
      // TypeORM takes a broken connection away between two statements, and then knows no more than that.
      throw (isReleased(error) && client.lost) || error;
    }
  } finally {
    await runner.release();
  }
}

function isReleased(error: unknown): boolean {
  return (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  );
}

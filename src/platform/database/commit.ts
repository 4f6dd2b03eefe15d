import pg from 'pg';
import { FURTHEST } from '../../shared/wal-position.js';
import { currentContext } from '../context/request-context.js';

/** The server was asked to commit and did not say whether it has: the change is made, or it is not. */
class CommitUnknown extends Error {
  readonly code = 'commit_unknown';

  constructor(cause: unknown) {
    super('the connection ended during COMMIT', { cause });
  }
}

// Connections that are ended by either side, and a server that fails itself.
const ENDS_CONNECTION = /^(08|57P|25P0[34]|XX)/;

/**
 * Sends a COMMIT. What fails here is one of four: it was never sent (the error of the client), the server refused it
 * (its error, the transaction is rolled back), a statement had failed before and nobody said so (an Error, likewise), or
 * there was no answer: CommitUnknown.
 */
export async function commit(send: () => Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  const result = await answerTo(send);
  // What PostgreSQL answers where a statement has failed, whatever was made of its error.
  if (result.command === 'ROLLBACK')
    throw new Error('nothing is committed: an earlier statement failed, and its error was swallowed');
  return result;
}

async function answerTo(send: () => Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  const context = currentContext();
  if (context) context.committing = true;
  try {
    return await send();
  } catch (error) {
    if (wasRefused(error) || wasNotSent(error)) throw error;
    // Whoever looks whether it was made asks the only node that is sure to know.
    context?.consistency.wrote(Promise.resolve(FURTHEST));
    throw new CommitUnknown(error);
  } finally {
    if (context) context.committing = false;
  }
}

function wasRefused(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !ENDS_CONNECTION.test(error.code ?? '');
}

function wasNotSent(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('is not queryable');
}

import { endedForItself } from '../connection-failure.js';
import { currentContext } from '../../context/request-context.js';
import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import { POSITION_SQL, readPosition } from '../log-position.js';
import type { StatementClient } from '../statement-client.js';
import type { ConnectionRouter, NodeLease } from './connection-router.js';

/**
 * A connection to the primary as TypeORM wants it. When it is given back, the position of the log is asked, so that
 * later reads of the same client can wait for it.
 */
export async function writeConnection(
  router: ConnectionRouter,
): Promise<[StatementClient, (error?: Error) => void]> {
  const lease = await router.acquirePrimary();
  const release = (error?: Error) => {
    const context = currentContext();
    if (error) {
      lease.release(true);
      if (!endedForItself(error)) router.cluster.trouble(lease.node);
    } else if (context && lease.client.takeTouched()) {
      context.consistency.wrote(positionAfter(lease));
    } else {
      lease.release();
    }
  };
  return [lease.client, release];
}

async function positionAfter(lease: NodeLease): Promise<WalPosition> {
  try {
    const { rows } = await lease.client.ask(POSITION_SQL, 'gw_position');
    lease.release();
    return readPosition(rows[0]);
  } catch {
    lease.release(true);
    return FURTHEST;
  }
}

import type { ConnectionRouter, NodeLease } from './connection-router.js';
import { isConnectionFailure } from '../connection-failure.js';
import { readRetries } from '../nodes/cluster-metrics.js';

type RetryCause = 'connection' | 'conflict' | 'read_only';

// Enough to meet every node of a large cluster once and the primary twice.
const ATTEMPTS = 8;

/**
 * What TypeORM takes for the connection of a read. A read that meets a failing node is begun again on another one;
 * what turns out to be no read (a transaction, a lock, a statement that writes) goes to the primary.
 */
export class ReadConnection {
  #lease: NodeLease;
  #inTransaction = false;

  constructor(
    private readonly router: ConnectionRouter,
    lease: NodeLease,
  ) {
    this.#lease = lease;
  }

  /** Text is routed and retried; a cursor (TypeORM's `stream`) reads from the node at hand. */
  query(statement: unknown, parameters?: unknown[]): unknown {
    if (typeof statement !== 'string') return this.#lease.client.query(statement, parameters);
    return this.#run(statement, parameters);
  }

  release(broken?: boolean): void {
    this.#lease.release(broken);
  }

  // TypeORM listens for the end of the connection; a broken one is replaced here.
  on(): this {
    return this;
  }

  removeListener(): this {
    return this;
  }

  async #run(sql: string, parameters?: unknown[]): Promise<unknown> {
    if (/^\s*(START TRANSACTION|BEGIN)/i.test(sql)) {
      await this.#toPrimary();
      this.#inTransaction = true;
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#lease.client.run(sql, parameters);
      } catch (error) {
        const cause = this.#inTransaction ? undefined : retryCause(error, this.#lease);
        if (!cause || attempt === ATTEMPTS) throw error;
        readRetries.inc({ cause });
        await this.#replace(cause);
      }
    }
  }

  async #toPrimary(): Promise<void> {
    if (this.#lease.node.role === 'primary') return;
    this.#lease.release();
    this.#lease = await this.router.acquirePrimary();
  }

  async #replace(cause: RetryCause): Promise<void> {
    const { node } = this.#lease;
    this.#lease.release(cause === 'connection');
    if (cause === 'connection') this.router.cluster.trouble(node);
    this.#lease =
      cause === 'read_only' ? await this.router.acquirePrimary() : await this.router.acquireRead();
  }
}

function retryCause(error: unknown, { node }: NodeLease): RetryCause | undefined {
  const code = (error as { code?: unknown }).code;
  if (code === '25006' && node.role !== 'primary') return 'read_only';
  // A replica cancels a read that stands in the way of replay.
  if (code === '40001' && node.role !== 'primary') return 'conflict';
  return isConnectionFailure(error) ? 'connection' : undefined;
}

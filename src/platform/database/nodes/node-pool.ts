import pg from 'pg';
import { endedForItself } from '../connection-failure.js';
import type { StatementClient } from '../statement-client.js';

/** A connection that somebody holds. Whoever took it gives it back, with `broken` when it must not be used again. */
export interface Lease {
  client: StatementClient;
  release: (broken?: boolean) => void;
}

export interface PoolCounts {
  inUse: number;
  idle: number;
  waiting: number;
}

/** The connections to one node. */
export class NodePool {
  readonly #pool: pg.Pool;
  readonly #broken: (error: Error) => void;
  readonly #leases = new Set<Lease>();
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(config: pg.PoolConfig, events: { connected: () => void; broken: (error: Error) => void }) {
    this.#pool = new pg.Pool(config);
    this.#broken = (error) => {
      if (!endedForItself(error)) events.broken(error);
    };
    this.#pool.on('connect', events.connected);
    this.#pool.on('error', this.#broken);
  }

  /** Rejects when no connection can be made or had in time, and at once when `abandon` is called meanwhile. */
  acquire(): Promise<Lease> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#pool.connect((error, client, release) => {
        const turnedAway = !this.#waiting.delete(reject);
        // Whose turn does not come in time is given nothing to release.
        if (turnedAway && client) release(true);
        else if (turnedAway) return;
        else if (error || !client) reject(error ?? new Error('no connection'));
        else resolve(this.#lease(client as unknown as StatementClient, release));
      });
    });
  }

  /** Ends the connections in use and turns away who waits: the node hangs and will not answer. */
  abandon(error: Error): void {
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
    for (const { client } of this.#leases) client.sever(error);
  }

  get max(): number {
    return this.#pool.options.max;
  }

  resize(max: number): void {
    this.#pool.options.max = max;
  }

  counts(): PoolCounts {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /** Whether every connection is taken, so that a time-out says nothing about the node. */
  get exhausted(): boolean {
    return this.#pool.totalCount >= this.#pool.options.max && this.#pool.idleCount === 0;
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  #lease(client: StatementClient, release: (error?: Error | boolean) => void): Lease {
    // A connection that breaks while nobody queries it tells so by an event only.
    client.on('error', this.#broken);
    const lease: Lease = {
      client,
      release: (broken) => {
        if (!this.#leases.delete(lease)) return;
        client.removeListener('error', this.#broken);
        release(broken);
      },
    };
    this.#leases.add(lease);
    return lease;
  }
}

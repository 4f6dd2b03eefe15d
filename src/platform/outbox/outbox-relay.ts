import { Logger } from '@nestjs/common';
import type { Database } from '../database/database.js';
import type { DatabaseCluster } from '../database/nodes/cluster.js';
import { NotificationListener } from '../database/nodes/notification-listener.js';
import type { WalPosition } from '../../shared/wal-position.js';
import { OUTBOX_CHANNEL, type Outbox, type OutboxRow } from './outbox.js';

const BATCH = 500;
/** How long a row waits at the most when nobody said that it is there. */
const POLL_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

/** Hands rows to their queues. Doing it again with the same rows must be harmless. */
export type Deliver = (rows: readonly OutboxRow[], position: WalPosition | undefined) => Promise<void>;

export interface RelayWork {
  /** What the log calls the rows: `jobs`. */
  what: string;
  queues: readonly string[];
  deliver: Deliver;
  /** Where hints come from that there is something. Without it the relay only looks every second or so. */
  hints?: DatabaseCluster;
}

/**
 * Moves rows from the outbox to their queues. Rows are deleted in the transaction that hands them over, so that whoever
 * dies in between leaves them to the next, who hands them over again under the same ids. Any number of relays may run.
 */
export class OutboxRelay {
  readonly #logger = new Logger('OutboxRelay');
  readonly #listener?: NotificationListener;
  #running?: Promise<void>;
  #stopped = false;
  #hinted = false;
  #wake = () => {};
  #failures = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly work: RelayWork,
  ) {
    if (!work.hints) return;
    this.#listener = new NotificationListener(work.hints, OUTBOX_CHANNEL, () => {
      this.#hinted = true;
      this.#wake();
    });
  }

  start(): void {
    this.#listener?.start();
    this.#running = this.#run();
  }

  /** Resolves when the batch in hand has been moved. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#listener?.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#hinted = false;
      const isMore = await this.#move();
      if (!isMore && !this.#hinted) await this.#pause();
    }
  }

  /** Whether there may be more to move at once. */
  async #move(): Promise<boolean> {
    const { what, queues, deliver } = this.work;
    try {
      const moved = await this.database.transaction('outbox.relay', async (tx) => {
        const { rows, position } = await this.outbox.take(tx, queues, BATCH);
        if (rows.length > 0) await deliver(rows, position);
        return rows.length;
      });
      if (this.#failures > 0)
        this.#logger.log({ msg: `${what} are handed over again`, failures: this.#failures });
      this.#failures = 0;
      return moved === BATCH;
    } catch (error) {
      // The first time only: the rest of an outage says the same.
      if (this.#failures === 0) this.#logger.error({ msg: `${what} cannot be handed over`, err: error });
      this.#failures += 1;
      return false;
    }
  }

  async #pause(): Promise<void> {
    const ms = Math.min(POLL_MS * 2 ** Math.min(this.#failures, 5), LONGEST_PAUSE_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms * (0.9 + Math.random() * 0.2));
      this.#wake = () => {
        // While the queues are away, hints come as well, and would make a busy loop.
        if (this.#failures > 0 && !this.#stopped) return;
        clearTimeout(timer);
        resolve();
      };
      if (this.#stopped) this.#wake();
    });
  }
}

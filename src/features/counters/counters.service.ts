import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Events } from '../../platform/events/events.js';
import { countersMadeRight } from './counters.events.js';
import { type Counter, COUNTERS } from './counters.js';
import { CountersRepository, type Drift } from './counters.repository.js';

export type DriftingRow = Drift & Pick<Counter, 'table' | 'column'>;

const BATCH = 10_000;

/** Looks after what the triggers count. */
@Injectable()
export class CountersService {
  constructor(
    private readonly database: Database,
    private readonly counters: CountersRepository,
    private readonly events: Events,
  ) {}

  /** Every row whose number is wrong, while others write. With `fix` each is made right before the next ones come. */
  async *recount({ fix }: { fix: boolean }): AsyncGenerator<DriftingRow> {
    for (const counter of COUNTERS) {
      let afterId = 0;
      for (;;) {
        const drifting = await this.#drifting(counter, afterId);
        if (fix)
          await this.#fix(
            counter,
            drifting.map(({ id }) => id),
          );
        for (const drift of drifting) yield { table: counter.table, column: counter.column, ...drift };
        const last = drifting.at(-1);
        if (!last || drifting.length < BATCH) break;
        afterId = last.id;
      }
    }
  }

  #drifting(counter: Counter, afterId: number): Promise<Drift[]> {
    return this.database.transaction('counters.find', (tx) =>
      this.counters.drifting(tx, counter, afterId, BATCH),
    );
  }

  // Whoever changes what is counted changes the counter before they commit, or a slot. So once the row is locked, the
  // next statement sees all that it already holds, and what it does not see is added when the lock is gone, or apart.
  async #fix(counter: Counter, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.transaction('counters.fix', async (tx) => {
      await this.counters.lock(tx, counter, ids);
      await this.counters.recount(tx, counter, ids);
      await this.events.publish(tx, countersMadeRight, { table: counter.table });
    });
  }
}

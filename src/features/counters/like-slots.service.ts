import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { sqlState } from '../../platform/database/sql-error.js';
import { LikeSlotsRepository } from './like-slots.repository.js';

const BATCH = 1000;
const WAIT_MS = 200;
const BUSY = '55P03'; // lock_not_available

@Injectable()
export class LikeSlotsService {
  readonly #logger = new Logger(LikeSlotsService.name);

  constructor(
    private readonly database: Database,
    private readonly slots: LikeSlotsRepository,
  ) {}

  /**
   * Brings the numbers that lists are sorted by up to date; those that are shown stay the same. A post that others keep
   * busy is left for the next time.
   */
  async settle(): Promise<void> {
    let busy = 0;
    let afterId = 0;
    for (;;) {
      const posts = await this.#posts(afterId);
      for (const id of posts) if (!(await this.#settlePost(id))) busy += 1;
      const last = posts.at(-1);
      if (last === undefined || posts.length < BATCH) break;
      afterId = last;
    }
    if (busy > 0) this.#logger.debug({ msg: 'likes not settled: others count there', posts: busy });
  }

  #posts(afterId: number): Promise<number[]> {
    return this.database.transaction('likes.find', (tx) => this.slots.posts(tx, afterId, BATCH));
  }

  // Each in a transaction of its own, which waits for nothing once it has the counter: nobody waits for it for long.
  async #settlePost(id: number): Promise<boolean> {
    try {
      await this.database.transaction('likes.settle', async (tx) => {
        await this.slots.takeCounter(tx, id, WAIT_MS);
        await this.slots.empty(tx, id);
      });
      return true;
    } catch (error) {
      if (sqlState(error) === BUSY) return false;
      throw error;
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';

@Injectable()
export class ViewsRepository {
  /** Adds views to the counts of posts; those that have been deleted since are passed over. */
  async add(tx: Transaction, views: ReadonlyMap<number, number>): Promise<void> {
    await tx.manager.query(
      `WITH viewed AS (
         SELECT posts.id, given.views FROM unnest($1::bigint[], $2::bigint[]) AS given (id, views)
         JOIN posts USING (id) ORDER BY posts.id FOR KEY SHARE OF posts
       ) INSERT INTO post_counters (post_id, view_count) SELECT id, views FROM viewed ORDER BY id
       ON CONFLICT (post_id) DO UPDATE SET view_count = post_counters.view_count + excluded.view_count`,
      [[...views.keys()], [...views.values()]],
    );
  }
}

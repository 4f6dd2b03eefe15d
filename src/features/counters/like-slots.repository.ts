import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';

@Injectable()
export class LikeSlotsRepository {
  /** Posts that have slots, after that id, in order of id. */
  async posts(tx: Transaction, afterId: number, limit: number): Promise<number[]> {
    const rows = await tx.manager.query<{ id: number }[]>(
      `SELECT DISTINCT post_id AS id FROM post_like_slots WHERE post_id > $1 ORDER BY post_id LIMIT $2`,
      [afterId, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes the counter of a post, which it makes where there is none, and fails with 55P03 when somebody has it, or the
   * post, for longer than `waitMs`.
   */
  async takeCounter(tx: Transaction, postId: number, waitMs: number): Promise<void> {
    await tx.manager.query(`SELECT set_config('lock_timeout', $1, true)`, [`${waitMs}ms`]);
    await tx.manager.query(
      `INSERT INTO post_counters (post_id) SELECT id FROM posts WHERE id = $1 FOR KEY SHARE ON CONFLICT DO NOTHING`,
      [postId],
    );
    // Follows those who change the row meanwhile without starting over, as an upsert would.
    await tx.manager.query('SELECT FROM post_counters WHERE post_id = $1 FOR NO KEY UPDATE', [postId]);
  }

  /**
   * Adds the slots of a post to its counter, which is taken. Those that are being counted in are passed over, and what
   * is left of a post that went is thrown away.
   */
  async empty(tx: Transaction, postId: number): Promise<void> {
    await tx.manager.query(
      `WITH taken AS (
         DELETE FROM post_like_slots WHERE id = ANY(ARRAY(
           SELECT id FROM post_like_slots WHERE post_id = $1 FOR UPDATE SKIP LOCKED))
         RETURNING like_count
       ) UPDATE post_counters SET like_count = post_counters.like_count + (SELECT sum(like_count) FROM taken)
         WHERE post_id = $1 AND EXISTS (SELECT FROM taken)`,
      [postId],
    );
  }
}

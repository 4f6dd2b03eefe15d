import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from '../migrating/index-concurrently.js';

// What happened on one day is counted in tables that grow at their end: for that an entry for each block is enough,
// which costs a write next to nothing and is a thousandth of a B-tree.
const TABLES = ['comments', 'post_likes', 'transfers'];

export class IndexByTime1760000034100 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      const sql = `CREATE INDEX CONCURRENTLY "${table}_created_at_idx" ON "${table}" USING brin ("created_at") WITH (pages_per_range = 32, autosummarize = on)`;
      await createIndexConcurrently(queryRunner, `${table}_created_at_idx`, sql);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS "${table}_created_at_idx"`);
  }
}

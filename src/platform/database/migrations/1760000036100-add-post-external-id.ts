import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from '../migrating/index-concurrently.js';

export class AddPostExternalId1760000036100 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "posts" ADD COLUMN IF NOT EXISTS "external_id" text');
    // Made of the index below, and gone with it when this is done again.
    await queryRunner.query('ALTER TABLE "posts" DROP CONSTRAINT IF EXISTS "posts_external_id_key"');
    await createIndexConcurrently(queryRunner, 'posts_external_id_key', INDEX);
    // locks: it takes the index as it is, and is the last statement; the one before the index lets it be done again.
    await queryRunner.query(
      'ALTER TABLE "posts" ADD CONSTRAINT "posts_external_id_key" UNIQUE USING INDEX "posts_external_id_key"',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "posts" DROP CONSTRAINT IF EXISTS "posts_external_id_key"');
    await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS "posts_external_id_key"');
    await queryRunner.query('ALTER TABLE "posts" DROP COLUMN IF EXISTS "external_id"');
  }
}

const INDEX = 'CREATE UNIQUE INDEX CONCURRENTLY "posts_external_id_key" ON "posts" ("external_id")';

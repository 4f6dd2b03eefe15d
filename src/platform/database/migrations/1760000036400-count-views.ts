import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A constant default is kept in the catalogue, so that no row is written, and none is looked at. */
export class CountViews1760000036400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "post_counters" ADD COLUMN "view_count" bigint NOT NULL DEFAULT 0`);
    await queryRunner.query(`
      CREATE TABLE "applied_tallies" (
        "id" uuid NOT NULL,
        "applied_at" timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT "applied_tallies_pkey" PRIMARY KEY ("id")
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "applied_tallies"`);
    await queryRunner.query(`ALTER TABLE "post_counters" DROP COLUMN "view_count"`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The words that stand in titles of published posts, to suggest where a search finds nothing. */
export class CreateSearchWords1760000022100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A trusted extension, as pg_trgm is, with which one index knows the language and how alike words are.
    await queryRunner.query(`CREATE EXTENSION IF NOT EXISTS btree_gist`);
    await queryRunner.query(`
      CREATE TABLE "search_words" (
        "language" text NOT NULL,
        "word" text NOT NULL,
        "posts" bigint NOT NULL,
        CONSTRAINT "search_words_pkey" PRIMARY KEY ("language", "word")
      )`);
    await queryRunner.query(
      `CREATE INDEX "search_words_word_trgm_idx" ON "search_words" USING gist ("language", "word" gist_trgm_ops)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "search_words"`);
  }
}

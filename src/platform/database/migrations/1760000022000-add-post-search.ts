import type { MigrationInterface, QueryRunner } from 'typeorm';

// A comma is no part of any word. `client/server` would be a path, `<b` a tag, and where LC_CTYPE is C, what is not
// ASCII a letter.
const SEPARATORS = `'<>/–—…“”„‚‘’«»‹›·•¡¿\u00a0', ',,,,,,,,,,,,,,,,,,,,,'`;

const VECTOR = `setweight(to_tsvector(search_configuration("language"), translate("title", ${SEPARATORS})), 'A') || setweight(to_tsvector(search_configuration("language"), translate("body", ${SEPARATORS})), 'B')`;

/** Posts have a language, and the words to find them by. */
export class AddPostSearch1760000022000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A function and not a column of type regconfig, which pg_upgrade refuses. Immutable, because the names are constants.
    await queryRunner.query(`
      CREATE FUNCTION search_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
      RETURN CASE language
        WHEN 'da' THEN 'danish'::regconfig
        WHEN 'de' THEN 'german'::regconfig
        WHEN 'en' THEN 'english'::regconfig
        WHEN 'es' THEN 'spanish'::regconfig
        WHEN 'fi' THEN 'finnish'::regconfig
        WHEN 'fr' THEN 'french'::regconfig
        WHEN 'hu' THEN 'hungarian'::regconfig
        WHEN 'it' THEN 'italian'::regconfig
        WHEN 'nl' THEN 'dutch'::regconfig
        WHEN 'no' THEN 'norwegian'::regconfig
        WHEN 'pt' THEN 'portuguese'::regconfig
        WHEN 'ro' THEN 'romanian'::regconfig
        WHEN 'ru' THEN 'russian'::regconfig
        WHEN 'sv' THEN 'swedish'::regconfig
        WHEN 'tr' THEN 'turkish'::regconfig
        ELSE 'simple'::regconfig
      END`);
    await queryRunner.query(`ALTER TABLE "posts" ADD COLUMN "language" text NOT NULL DEFAULT 'en'`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(`
      ALTER TABLE "posts" ADD CONSTRAINT "posts_language_check" CHECK ("language" IN
        ('da', 'de', 'en', 'es', 'fi', 'fr', 'hu', 'it', 'nl', 'no', 'pt', 'ro', 'ru', 'sv', 'tr', 'und'))`);
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(
      `ALTER TABLE "posts" ADD COLUMN "search" tsvector GENERATED ALWAYS AS (${VECTOR}) STORED`,
    );
    // locks: the table is empty, for the same first release makes it.
    await queryRunner.query(
      `CREATE INDEX "posts_search_idx" ON "posts" USING gin ("search") WHERE "published_at" IS NOT NULL`,
    );
    // Where TypeORM remembers the expression, because PostgreSQL gives it back in other words.
    await queryRunner.query(
      `INSERT INTO "typeorm_metadata" ("database", "schema", "table", "type", "name", "value")
       VALUES (current_database(), current_schema(), 'posts', 'GENERATED_COLUMN', 'search', $1)`,
      [VECTOR],
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // locks: it is one row, which only migrations write.
    await queryRunner.query(`DELETE FROM "typeorm_metadata" WHERE "table" = 'posts' AND "name" = 'search'`);
    await queryRunner.query(`ALTER TABLE "posts" DROP COLUMN "search"`);
    await queryRunner.query(`ALTER TABLE "posts" DROP COLUMN "language"`);
    await queryRunner.query(`DROP FUNCTION search_configuration(text)`);
  }
}

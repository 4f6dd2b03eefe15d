import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SEPARATORS } from '../../shared/languages.js';
import type { Transaction } from '../../platform/database/transaction.js';

export interface NearWord {
  /** The word that was asked for. */
  asked: string;
  word: string;
  /** In how many titles it stands. */
  posts: number;
}

// The inner select walks the index from the nearest word on, and stops after ten.
const NEAREST = `(
  SELECT "asked"."word" AS "asked", "near"."word", "near"."posts"
  FROM unnest(CAST(:words AS text[])) AS "asked"("word")
  CROSS JOIN LATERAL (
    SELECT "word", "posts" FROM "search_words" WHERE "language" = :language
    ORDER BY "word" <-> "asked"."word" LIMIT 10) "near"
  WHERE NOT EXISTS (
    SELECT FROM "posts" "post" WHERE "post"."language" = :language AND "post"."published_at" IS NOT NULL
    AND "post"."search" @@ plainto_tsquery(search_configuration(:language), "asked"."word")))`;

// Only words of letters: nobody mistypes a number into the right one.
const FRESH = `
  SELECT "languages"."language", "stat"."word", "stat"."ndoc" AS "posts"
  FROM (SELECT DISTINCT "language" FROM "posts") "languages"
  CROSS JOIN LATERAL ts_stat(format(
    'SELECT to_tsvector(''simple'', translate("title", %L, %L)) FROM "posts"
     WHERE "published_at" IS NOT NULL AND "language" = %L',
    '${SEPARATORS}', '${','.repeat(SEPARATORS.length)}', "languages"."language")) "stat"
  WHERE "stat"."word" ~ '^[[:alpha:]]{3,40}$'`;

// Only what differs is written: the list hardly changes from one day to the next.
const REPLACE = `
  WITH "removed" AS (
    DELETE FROM "search_words" "old" WHERE NOT EXISTS (
      SELECT FROM "fresh_words" "fresh" WHERE ("fresh"."language", "fresh"."word") = ("old"."language", "old"."word"))
    RETURNING 1
  ), "written" AS (
    INSERT INTO "search_words" ("language", "word", "posts")
    SELECT "language", "word", "posts" FROM "fresh_words" ORDER BY "language", "word"
    ON CONFLICT ("language", "word") DO UPDATE SET "posts" = EXCLUDED."posts"
    WHERE "search_words"."posts" <> EXCLUDED."posts" RETURNING 1
  )
  SELECT (SELECT count(*) FROM "removed") + (SELECT count(*) FROM "written") AS "count"`;

@Injectable()
export class SearchWordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** For each word that no post has: the words of titles that are most like it. */
  nearest(words: readonly string[], language: string): Promise<NearWord[]> {
    return this.dataSource
      .createQueryBuilder()
      .select('*')
      .from(NEAREST, 'nearest')
      .setParameters({ words, language })
      .getRawMany<NearWord>();
  }

  /** Makes the list anew and returns how many rows of it changed. Readers see the old one meanwhile. */
  async refresh(tx: Transaction): Promise<number> {
    await tx.manager.query(`CREATE TEMPORARY TABLE "fresh_words" ON COMMIT DROP AS ${FRESH}`);
    const [changed] = await tx.manager.query<{ count: number }[]>(REPLACE);
    return changed?.count ?? 0;
  }
}

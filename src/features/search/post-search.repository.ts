import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SEPARATORS } from '../../shared/languages.js';
import type { Place, Question } from './search-cursor.js';
import { DISGUISE, PARTS, WHOLE } from './segments.js';

/** How many matches are ranked at the most, the newest of them: a word that stands everywhere costs no more. */
const RANKED_AT_MOST = 10_000;

/** A post that was found, with its title and the best parts of its body as `ts_headline` marks them. */
export interface Hit extends Place {
  title: string;
  body: string;
}

export interface SimilarTitle {
  id: number;
  title: string;
  /** 0 to 1. */
  similarity: number;
}

// Read like the posts.
const QUERY = `websearch_to_tsquery(search_configuration(:language), translate(:q, :separators, :commas))`;

const SPLIT = { separators: SEPARATORS, commas: ','.repeat(SEPARATORS.length) };

// A query that only excludes would be answered by reading everything. querytree is what an index can answer.
const MATCHES = `"post"."search" @@ ${QUERY} AND querytree(${QUERY}) NOT IN ('', 'T')
  AND "post"."language" = :language AND "post"."published_at" IS NOT NULL`;

const CANDIDATES = `
  SELECT "post"."id" FROM "posts" "post" WHERE ${MATCHES}
  ORDER BY "post"."published_at" DESC, "post"."id" DESC LIMIT ${RANKED_AT_MOST}`;

// D, C, B, A: the title counts five times as much as the body. 1: divided by the logarithm of the length.
const RANKED = `
  SELECT "post"."id", ts_rank_cd('{0.1, 0.1, 0.2, 1}', "post"."search", ${QUERY}, 1) AS "rank"
  FROM "candidates" JOIN "posts" "post" ON "post"."id" = "candidates"."id"`;

const HITS = `
  SELECT "id", "rank" FROM "ranked"
  WHERE CAST(:rank AS real) IS NULL OR ("rank", "id") < (CAST(:rank AS real), CAST(:id AS bigint))
  ORDER BY "rank" DESC, "id" DESC LIMIT :limit`;

const marked = (column: 'title' | 'body', options: string) =>
  `ts_headline(search_configuration(:language), translate("post"."${column}", :from, :to), ${QUERY}, ${options})`;

// `title %> :q` is what the trigram index answers: some words of the title are like the text.
const SIMILAR = `(
  SELECT "post"."id", "post"."title" FROM "posts" "post"
  WHERE "post"."title" %> :q AND "post"."published_at" IS NOT NULL LIMIT 1000)`;

/** Finds posts by their words. All of its SQL is here; docs/search.md explains it. */
@Injectable()
export class PostSearchRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * What follows a place, the best first. The statement begins with WITH, and so it is planned each time, for these
   * words: which index serves depends on how common they are.
   */
  find(question: Question, limit: number, after?: Place): Promise<Hit[]> {
    return this.dataSource
      .createQueryBuilder()
      .addCommonTableExpression(CANDIDATES, 'candidates')
      .addCommonTableExpression(RANKED, 'ranked')
      .addCommonTableExpression(HITS, 'hits')
      .select(['"hit"."id" AS "id"', '"hit"."rank" AS "rank"'])
      .addSelect(marked('title', ':whole'), 'title')
      .addSelect(marked('body', ':parts'), 'body')
      .from('hits', 'hit')
      .innerJoin('posts', 'post', '"post"."id" = "hit"."id"')
      .orderBy('"hit"."rank"', 'DESC')
      .addOrderBy('"hit"."id"', 'DESC')
      .setParameters({ ...question, ...SPLIT, ...DISGUISE, whole: WHOLE, parts: PARTS })
      .setParameters({ limit, rank: after?.rank ?? null, id: after?.id ?? null })
      .getRawMany<Hit>();
  }

  /** Whether a search finds anything. */
  async finds(question: Question): Promise<boolean> {
    const builder = this.dataSource.createQueryBuilder().select('1').from('posts', 'post');
    return (
      (
        await builder
          .where(MATCHES, { ...question, ...SPLIT })
          .limit(1)
          .getRawMany()
      ).length > 0
    );
  }

  /** Published posts whose titles have words like these, the most similar first. */
  similarTitles(q: string, limit: number): Promise<SimilarTitle[]> {
    return this.dataSource
      .createQueryBuilder()
      .select(['"similar"."id" AS "id"', '"similar"."title" AS "title"'])
      .addSelect('word_similarity(:q, "similar"."title")', 'similarity')
      .from(SIMILAR, 'similar')
      .orderBy('"similarity"', 'DESC')
      .addOrderBy('"similar"."id"', 'DESC')
      .limit(limit)
      .setParameters({ q })
      .getRawMany<SimilarTitle>();
  }
}

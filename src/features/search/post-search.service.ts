import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { Cached } from '../../platform/cache/cached.decorator.js';
import { uncached } from '../../platform/cache/uncached.js';
import type { Page } from '../../shared/page.js';
import { POSTS } from '../posts/post.cache.js';
import type { ShownPost } from '../posts/post.entity.js';
import { ShownPostsService } from '../posts/shown-posts.service.js';
import { SpellingService } from '../spelling/spelling.service.js';
import { type Hit, PostSearchRepository, type SimilarTitle } from './post-search.repository.js';
import { searchCache, suggestionCache } from './search.cache.js';
import { decodePlace, encodePlace, type Place, type Question } from './search-cursor.js';

export interface FoundPost {
  post: ShownPost;
  hit: Hit;
}

interface Hits {
  /** One more than asked for, when there are more. */
  hits: Hit[];
  suggestion?: string;
}

/** What was found, or what may have been meant. */
export interface FoundPosts extends Page<FoundPost> {
  suggestion?: string;
}

@Injectable()
export class PostSearchService {
  constructor(
    private readonly cache: Cache,
    private readonly search: PostSearchRepository,
    private readonly posts: ShownPostsService,
    private readonly spelling: SpellingService,
  ) {}

  /**
   * Published posts with these words, the best first: one statement ranks and marks, another reads the posts. Throws
   * `cursor_invalid`.
   */
  async find(question: Question, { limit, cursor }: { limit: number; cursor?: string }): Promise<FoundPosts> {
    const after = cursor === undefined ? undefined : decodePlace(question, cursor);
    const found = await (after
      ? uncached(() => this.#find(question, limit, after))
      : this.#begin(question, limit));
    const hits = found.hits.slice(0, limit);
    const last = hits.at(-1);
    if (!last) return { items: [], limit, suggestion: found.suggestion };
    const nextCursor = found.hits.length > limit ? encodePlace(question, last) : undefined;
    return { items: await this.#withPosts(hits), limit, nextCursor };
  }

  @Cached(suggestionCache, (q: string, limit: number) => ({ id: `${limit}:${q}`, tags: [POSTS] }))
  similarTitles(q: string, limit: number): Promise<SimilarTitle[]> {
    return this.search.similarTitles(q, limit);
  }

  // What many search for; who reads on is alone.
  async #begin(question: Question, limit: number): Promise<Hits> {
    const load = () => this.#find(question, limit);
    const id = `${question.language}:${limit}:${question.q}`;
    return (await this.cache.read<Hits>(searchCache, { id, tags: [POSTS], load })) ?? load();
  }

  async #find(question: Question, limit: number, after?: Place): Promise<Hits> {
    const hits = await this.search.find(question, limit + 1, after);
    const isVain = hits.length === 0 && !after;
    return { hits, ...(isVain && { suggestion: await this.#suggest(question) }) };
  }

  // One that finds nothing either is worth nothing.
  async #suggest({ q, language }: Question): Promise<string | undefined> {
    const suggestion = await this.spelling.suggest(q, language);
    if (suggestion === undefined) return undefined;
    return (await this.search.finds({ q: suggestion, language })) ? suggestion : undefined;
  }

  // One that was deleted or withdrawn a moment ago is not shown any more.
  async #withPosts(hits: readonly Hit[]): Promise<FoundPost[]> {
    const byId = new Map(hits.map((hit) => [hit.id, hit]));
    const posts = await this.posts.findAll([...byId.keys()]);
    return posts.flatMap((post) => {
      const hit = byId.get(post.id);
      return hit ? [{ post, hit }] : [];
    });
  }
}

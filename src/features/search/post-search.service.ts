import { Injectable } from '@nestjs/common';
import type { Page } from '../../shared/page.js';
import type { Post } from '../posts/post.entity.js';
import { PostsService } from '../posts/posts.service.js';
import { SpellingService } from '../spelling/spelling.service.js';
import { type Hit, PostSearchRepository, type SimilarTitle } from './post-search.repository.js';
import { decodePlace, encodePlace, type Question } from './search-cursor.js';

export interface FoundPost {
  post: Post;
  hit: Hit;
}

/** What was found, or what may have been meant. */
export interface FoundPosts extends Page<FoundPost> {
  suggestion?: string;
}

@Injectable()
export class PostSearchService {
  constructor(
    private readonly search: PostSearchRepository,
    private readonly posts: PostsService,
    private readonly spelling: SpellingService,
  ) {}

  /**
   * Published posts with these words, the best first: one statement ranks and marks, another reads the posts. Throws
   * `cursor_invalid`.
   */
  async find(question: Question, { limit, cursor }: { limit: number; cursor?: string }): Promise<FoundPosts> {
    const after = cursor === undefined ? undefined : decodePlace(question, cursor);
    const found = await this.search.find(question, limit + 1, after);
    const hits = found.slice(0, limit);
    const last = hits.at(-1);
    if (!last) return { items: [], limit, suggestion: after ? undefined : await this.#suggest(question) };
    const nextCursor = found.length > limit ? encodePlace(question, last) : undefined;
    return { items: await this.#withPosts(hits), limit, nextCursor };
  }

  similarTitles(q: string, limit: number): Promise<SimilarTitle[]> {
    return this.search.similarTitles(q, limit);
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

import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { Database } from '../../platform/database/database.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import { POSTS } from '../posts/post.cache.js';
import type { ShownPost } from '../posts/post.entity.js';
import { PostsService } from '../posts/posts.service.js';
import { userTag } from '../users/user.cache.js';
import { TOP_POSTS, topPostsCache } from './top-posts.cache.js';

/** How many are kept: a list of as many as are asked for is the beginning of one of these. */
const SIZES = [20, 100];

/** The posts that most people like, from the cache where it has them. */
@Injectable()
export class TopPostsService {
  constructor(
    private readonly cache: Cache,
    private readonly posts: PostsService,
    private readonly database: Database,
  ) {}

  async list(limit: number): Promise<ShownPost[]> {
    const size = SIZES.find((each) => each >= limit) ?? limit;
    return (await this.#read(size)).slice(0, limit);
  }

  /** Compares what is kept with the database, and keeps anew what is not the same. */
  async refresh(): Promise<void> {
    for (const size of SIZES) {
      const [kept, now] = [await this.#read(size), await readPrimary(() => this.posts.mostLiked(size))];
      if (ranking(kept) === ranking(now)) continue;
      await this.database.transaction('top-posts.refresh', (tx) => this.cache.invalidate(tx, [TOP_POSTS]));
      await this.#read(size);
    }
  }

  async #read(size: number): Promise<ShownPost[]> {
    const load = () => this.posts.mostLiked(size);
    const read = await this.cache.read<ShownPost[]>(topPostsCache, {
      id: size,
      tags: [POSTS, TOP_POSTS],
      tagsOf: (posts) => [...new Set(posts.map(({ authorId }) => userTag(authorId)))],
      load,
    });
    return read ?? load();
  }
}

function ranking(posts: readonly ShownPost[]): string {
  return JSON.stringify(posts.map(({ id, counters }) => [id, counters?.likeCount, counters?.commentCount]));
}

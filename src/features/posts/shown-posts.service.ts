import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { uncached } from '../../platform/cache/uncached.js';
import { notFound } from '../../shared/app-error.js';
import { inOrderOf } from '../../shared/in-order-of.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { rowsById } from '../../shared/rows-by-id.js';
import { ShownUsersService } from '../users/shown-users.service.js';
import { userTag } from '../users/user.cache.js';
import { NEW_POSTS, postCache, postPageCache, POSTS, postsOfTag, postTag } from './post.cache.js';
import type { ShownPost } from './post.entity.js';
import { maySeePost } from './post.policy.js';
import type { PostSort } from './post-sorts.js';
import { type PostFilter, PostsRepository } from './posts.repository.js';

/** Posts as they are shown, from the cache where it has them. Whatever is decided by a post asks PostsService. */
@Injectable()
export class ShownPostsService {
  constructor(
    private readonly cache: Cache,
    private readonly posts: PostsRepository,
    private readonly users: ShownUsersService,
  ) {}

  /** Throws `post_not_found`, also for a draft that the viewer may not see. */
  async get(id: number, viewer: Principal | undefined): Promise<ShownPost> {
    const post = await this.cache.read(postCache, {
      id,
      tags: [postTag(id)],
      tagsOf: tagsOfPost,
      load: async () => (await this.posts.find(id)) ?? null,
    });
    if (!post || !maySeePost(viewer, post)) throw notFound('post', id);
    return post;
  }

  /** The published ones among them, in the order of `ids`. */
  async findAll(ids: readonly number[]): Promise<ShownPost[]> {
    const found = await this.cache.readMany(postCache, {
      ids,
      tagsOfId: (id: number) => [postTag(id)],
      tagsOf: tagsOfPost,
      load: async (missing) => rowsById(missing, await this.posts.findAll(missing)),
    });
    return inOrderOf(
      ids,
      [...found.values()].filter((post) => post !== null).filter(({ publishedAt }) => publishedAt !== null),
    );
  }

  /** Beginnings of lists are kept; not what was searched for, and not the pages behind, which few ask for. */
  async list(filter: PostFilter, sort: PostSort, request: PageRequest): Promise<Page<ShownPost>> {
    const load = () => this.posts.list(filter, sort, request);
    const { authorId, title, tag } = filter;
    const { limit, page, cursor } = request;
    if (title !== undefined || cursor !== undefined || (page ?? 1) > PAGES) return uncached(load);
    const read = await this.cache.read(postPageCache, {
      id: [authorId ?? '', tag ?? '', sort, limit, page ?? ''].join(':'),
      tags: [authorId === undefined ? POSTS : postsOfTag(authorId)],
      tagsOf: ({ items }) => [...new Set(items.map((post) => userTag(post.authorId)))],
      load,
    });
    return read ?? load();
  }

  /** The published posts of one user. Throws `user_not_found`. */
  async listOf(
    authorId: number,
    filter: PostFilter,
    sort: PostSort,
    request: PageRequest,
  ): Promise<Page<ShownPost>> {
    const page = await this.list({ ...filter, authorId }, sort, request);
    // Only an empty list leaves the question open whether there is such a user.
    if (page.items.length === 0) await this.users.get(authorId);
    return page;
  }
}

const PAGES = 5;

// A post shows its author; that there is none with this id is over when one is added.
function tagsOfPost(post: ShownPost | null): readonly string[] {
  return post ? [userTag(post.authorId)] : [NEW_POSTS];
}

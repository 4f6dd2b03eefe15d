import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import { DEFAULT_LANGUAGE, type Language } from '../../shared/languages.js';
import { inOrderOf } from '../../shared/in-order-of.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { TagsService } from '../tags/tags.service.js';
import { UsersService } from '../users/users.service.js';
import type { Post } from './post.entity.js';
import { mayChangePost, maySeePost } from './post.policy.js';
import type { PostStatus } from './post-status.js';
import type { PostSort } from './post-sorts.js';
import { type PostColumns, type PostFields, type PostFilter, PostsRepository } from './posts.repository.js';

/** What a post is made of. Published unless it says otherwise. */
export type NewPost = Omit<PostFields, 'language'> & {
  language?: Language;
  tags?: string[];
  status?: PostStatus;
};

@Injectable()
export class PostsService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly users: UsersService,
    private readonly tags: TagsService,
    private readonly audit: AuditLog,
  ) {}

  list(filter: PostFilter, sort: PostSort, request: PageRequest): Promise<Page<Post>> {
    return this.posts.list(filter, sort, request);
  }

  /** The published posts of one user. Throws `user_not_found`. */
  async listOf(
    authorId: number,
    filter: PostFilter,
    sort: PostSort,
    request: PageRequest,
  ): Promise<Page<Post>> {
    const page = await this.posts.list({ ...filter, authorId }, sort, request);
    // Only an empty list leaves the question open whether there is such a user.
    if (page.items.length === 0) await this.users.get(authorId);
    return page;
  }

  /** One's own, the last one begun first. */
  drafts({ userId }: Principal, request: PageRequest): Promise<Page<Post>> {
    return this.posts.drafts(userId, request);
  }

  /** Throws `post_not_found`, also for a draft that the viewer may not see. */
  async get(id: number, viewer: Principal | undefined): Promise<Post> {
    const post = await this.posts.find(id);
    if (!post || !maySeePost(viewer, post)) throw notFound('post', id);
    return post;
  }

  /**
   * For whatever is changed below a post: neither the post nor the account of who does it is deleted until the
   * transaction ends. Throws `post_not_found`, also for a draft that they may not see.
   */
  async hold(tx: Transaction, id: number, actor: Principal): Promise<void> {
    const post = (await this.posts.hold(tx, id, actor.userId)) ?? (await this.posts.ownership(tx, id));
    if (!post || !maySeePost(actor, post)) throw notFound('post', id);
  }

  mostLiked(limit: number): Promise<Post[]> {
    return this.posts.mostLiked(limit);
  }

  /** The published ones among them, in the order of `ids`. */
  async findAll(ids: readonly number[]): Promise<Post[]> {
    const found = await this.posts.findAll(ids);
    return inOrderOf(
      ids,
      found.filter(({ publishedAt }) => publishedAt !== null),
    );
  }

  /** Throws `account_gone`. */
  async create(tx: Transaction, authorId: number, { tags, ...post }: NewPost): Promise<Post> {
    const id = await this.posts.insert(tx, { authorId, ...columnsOf(post) });
    await this.tags.add(tx, [id], [tags ?? []]);
    return this.#written(tx, id);
  }

  /** As `create`, for many of one author: all or none, in as many statements as for one. */
  async createAll(tx: Transaction, authorId: number, all: readonly NewPost[]): Promise<Post[]> {
    if (all.length === 0) return [];
    const ids = await this.posts.insertAll(tx, authorId, all.map(columnsOf));
    const tags = all.map((post) => post.tags ?? []);
    await this.tags.add(tx, ids, tags);
    return this.posts.findAll(ids, tx);
  }

  /** Throws `not_author`, `post_not_found` and `version_mismatch`. */
  update(
    actor: Principal,
    id: number,
    { tags, ...fields }: Partial<PostFields & { tags: string[] }>,
    versions?: readonly number[],
  ): Promise<Post> {
    return this.database.transaction('post.update', async (tx) => {
      await this.#permit(tx, actor, id, 'update');
      const isTagged = tags !== undefined && Object.keys(fields).length === 0;
      const isDone = isTagged
        ? await this.posts.touch(tx, id, versions)
        : await this.posts.update(tx, id, fields, versions);
      if (!isDone) await this.#refuse(tx, id);
      if (tags !== undefined) await this.tags.replace(tx, id, tags);
      return this.#written(tx, id);
    });
  }

  /** Makes a draft public, or a post a draft again. Throws `not_author`, `post_not_found` and `version_mismatch`. */
  publish(actor: Principal, id: number, published: boolean, versions?: readonly number[]): Promise<Post> {
    return this.database.transaction('post.publish', async (tx) => {
      const { publishedAt } = await this.#permit(tx, actor, id, published ? 'publish' : 'withdraw');
      const isDone =
        published === (publishedAt !== null)
          ? await this.posts.update(tx, id, {}, versions)
          : await this.posts.setPublished(tx, id, published, versions);
      if (!isDone) await this.#refuse(tx, id);
      return this.#written(tx, id);
    });
  }

  /** Throws `not_author`, `post_not_found` and `version_mismatch`. */
  delete(actor: Principal, id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('post.delete', async (tx) => {
      await this.#permit(tx, actor, id, 'delete');
      if (!(await this.posts.delete(tx, id, versions))) await this.#refuse(tx, id);
    });
  }

  /** Lets authors, and moderators, whose change is recorded: it commits with it, or not at all. */
  async #permit(
    tx: Transaction,
    actor: Principal,
    id: number,
    change: string,
  ): Promise<Pick<Post, 'publishedAt'>> {
    const post = await this.posts.ownership(tx, id);
    if (!post || !maySeePost(actor, post)) throw notFound('post', id);
    if (mayChangePost(actor, post.authorId) === 'as_moderator') {
      const details = { change, authorId: post.authorId };
      await this.audit.record({ action: 'post.moderated', targetType: 'post', targetId: id, details }, tx);
    }
    return post;
  }

  async #written(tx: Transaction, id: number): Promise<Post> {
    const post = await this.posts.find(id, tx);
    if (!post) throw notFound('post', id);
    return post;
  }

  async #refuse(tx: Transaction, id: number): Promise<never> {
    throw (await this.posts.exists(tx, id)) ? staleVersion('post') : notFound('post', id);
  }
}

function columnsOf({ title, body, language = DEFAULT_LANGUAGE, status }: NewPost): PostColumns {
  return { title, body, language, ...(status === 'draft' && { publishedAt: null }) };
}

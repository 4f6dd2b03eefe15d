import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { UsersService } from '../users/users.service.js';
import type { Post } from './post.entity.js';
import { mayChangePost } from './post.policy.js';
import type { PostSort } from './post-sorts.js';
import { type PostFields, type PostFilter, PostsRepository } from './posts.repository.js';

@Injectable()
export class PostsService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly users: UsersService,
    private readonly audit: AuditLog,
  ) {}

  list(filter: PostFilter, sort: PostSort, request: PageRequest): Promise<Page<Post>> {
    return this.posts.list(filter, sort, request);
  }

  /** The posts of one user. Throws `user_not_found`. */
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

  /** Throws `post_not_found`. */
  async get(id: number, tx?: Transaction): Promise<Post> {
    const post = await this.posts.find(id, tx);
    if (!post) throw notFound('post', id);
    return post;
  }

  /** Throws `account_gone`. */
  async create(tx: Transaction, fields: PostFields & { authorId: number }): Promise<Post> {
    return this.get(await this.posts.insert(tx, fields), tx);
  }

  /** As `create`, for many of one author: all or none. */
  createAll(tx: Transaction, authorId: number, all: readonly PostFields[]): Promise<Post[]> {
    return this.posts.insertAll(tx, authorId, all);
  }

  /** Throws `not_author`, `post_not_found` and `version_mismatch`. */
  update(
    actor: Principal,
    id: number,
    fields: Partial<PostFields>,
    versions?: readonly number[],
  ): Promise<Post> {
    return this.database.transaction('post.update', async (tx) => {
      await this.#permit(tx, actor, id, 'update');
      if (!(await this.posts.update(tx, id, fields, versions))) await this.#refuse(tx, id);
      return this.get(id, tx);
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
  async #permit(tx: Transaction, actor: Principal, id: number, change: 'update' | 'delete'): Promise<void> {
    const authorId = await this.posts.authorOf(tx, id);
    if (authorId === undefined) throw notFound('post', id);
    if (mayChangePost(actor, authorId) === 'as_author') return;
    const details = { change, authorId };
    await this.audit.record({ action: 'post.moderated', targetType: 'post', targetId: id, details }, tx);
  }

  async #refuse(tx: Transaction, id: number): Promise<never> {
    throw (await this.posts.exists(tx, id)) ? staleVersion('post') : notFound('post', id);
  }
}

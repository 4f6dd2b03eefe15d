import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { UsersService } from '../users/users.service.js';
import type { Post } from './post.entity.js';
import type { PostSort } from './post-sorts.js';
import { type PostFields, type PostFilter, PostsRepository } from './posts.repository.js';

@Injectable()
export class PostsService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly users: UsersService,
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

  /** Throws `author_not_found`. */
  async create(tx: Transaction, fields: PostFields & { authorId: number }): Promise<Post> {
    return this.get(await this.posts.insert(tx, fields), tx);
  }

  /** Throws `post_not_found` and `version_mismatch`. */
  update(id: number, fields: Partial<PostFields>, versions?: readonly number[]): Promise<Post> {
    return this.database.transaction('post.update', async (tx) => {
      if (!(await this.posts.update(tx, id, fields, versions))) await this.#refuse(tx, id);
      return this.get(id, tx);
    });
  }

  /** Throws `post_not_found` and `version_mismatch`. */
  delete(id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('post.delete', async (tx) => {
      if (!(await this.posts.delete(tx, id, versions))) await this.#refuse(tx, id);
    });
  }

  async #refuse(tx: Transaction, id: number): Promise<never> {
    throw (await this.posts.exists(tx, id)) ? staleVersion('post') : notFound('post', id);
  }
}

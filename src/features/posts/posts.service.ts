import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Events } from '../../platform/events/events.js';
import { notFound, staleVersion } from '../../shared/app-error.js';
import { DEFAULT_LANGUAGE, type Language } from '../../shared/languages.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { TagsService } from '../tags/tags.service.js';
import type { Post } from './post.entity.js';
import { mayChangePost, maySeePost } from './post.policy.js';
import type { PostStatus } from './post-status.js';
import { postDeleted, postPublished, postsCreated, postUpdated } from './posts.events.js';
import {
  type PostColumns,
  type PostFields,
  type PostOwnership,
  PostsRepository,
} from './posts.repository.js';

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
    private readonly tags: TagsService,
    private readonly audit: AuditLog,
    private readonly events: Events,
  ) {}

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

  /** For those who decide themselves what may be seen of it. */
  find(id: number): Promise<Post | undefined> {
    return this.posts.find(id);
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

  /** Throws `account_gone`. */
  async create(tx: Transaction, authorId: number, { tags, ...post }: NewPost): Promise<Post> {
    const id = await this.posts.insert(tx, { authorId, ...columnsOf(post) });
    await this.tags.add(tx, [id], [tags ?? []]);
    await this.events.publish(tx, postsCreated, { authorId, listed: isListed(post) });
    return this.#written(tx, id);
  }

  /** As `create`, for many of one author: all or none, in as many statements as for one. */
  async createAll(tx: Transaction, authorId: number, all: readonly NewPost[]): Promise<Post[]> {
    if (all.length === 0) return [];
    const ids = await this.posts.insertAll(tx, authorId, all.map(columnsOf));
    const tags = all.map((post) => post.tags ?? []);
    await this.tags.add(tx, ids, tags);
    await this.events.publish(tx, postsCreated, { authorId, listed: all.some(isListed) });
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
      const isNothing = Object.keys(fields).length === 0;
      const post =
        isNothing && tags !== undefined
          ? await this.posts.touch(tx, id, versions)
          : await this.posts.update(tx, id, fields, versions);
      if (!post) return this.#refuse(tx, id);
      if (tags !== undefined) await this.tags.replace(tx, id, tags);
      if (!isNothing || tags !== undefined) await this.events.publish(tx, postUpdated, changeOf(id, post));
      return this.#written(tx, id);
    });
  }

  /** Makes a draft public, or a post a draft again. Throws `not_author`, `post_not_found` and `version_mismatch`. */
  publish(actor: Principal, id: number, published: boolean, versions?: readonly number[]): Promise<Post> {
    return this.database.transaction('post.publish', async (tx) => {
      const { authorId, publishedAt } = await this.#permit(tx, actor, id, published ? 'publish' : 'withdraw');
      const isSame = published === (publishedAt !== null);
      const isDone = isSame
        ? await this.posts.update(tx, id, {}, versions)
        : await this.posts.setPublished(tx, id, published, versions);
      if (!isDone) await this.#refuse(tx, id);
      if (!isSame) await this.events.publish(tx, postPublished, { id, authorId, listed: true });
      return this.#written(tx, id);
    });
  }

  /** Throws `not_author`, `post_not_found` and `version_mismatch`. */
  delete(actor: Principal, id: number, versions?: readonly number[]): Promise<void> {
    return this.database.transaction('post.delete', async (tx) => {
      await this.#permit(tx, actor, id, 'delete');
      const post = await this.posts.delete(tx, id, versions);
      if (!post) return this.#refuse(tx, id);
      await this.events.publish(tx, postDeleted, changeOf(id, post));
    });
  }

  /** Lets authors, and moderators, whose change is recorded: it commits with it, or not at all. */
  async #permit(tx: Transaction, actor: Principal, id: number, change: string): Promise<PostOwnership> {
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

function isListed({ status }: Pick<NewPost, 'status'>): boolean {
  return status !== 'draft';
}

// Of the row that was changed or deleted: what was read before, somebody may have published since.
function changeOf(id: number, { authorId, publishedAt }: PostOwnership) {
  return { id, authorId, listed: publishedAt !== null };
}

function columnsOf({ title, body, language = DEFAULT_LANGUAGE, status }: NewPost): PostColumns {
  return { title, body, language, ...(status === 'draft' && { publishedAt: null }) };
}

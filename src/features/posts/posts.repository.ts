import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { containing } from '../../platform/database/containing.js';
import { selectPage } from '../../platform/database/keyset.js';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { deleteRow, insertRow, updateRow } from '../../platform/database/write-row.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { Post } from './post.entity.js';
import { POST_SORTS, type PostSort } from './post-sorts.js';

export type PostFields = Pick<Post, 'title' | 'body' | 'language'>;

/** `publishedAt` is now for what is left out, and null for a draft. */
export type PostColumns = PostFields & { publishedAt?: null };

export type PostOwnership = Pick<Post, 'authorId' | 'publishedAt'>;

export interface PostFilter {
  authorId?: number;
  title?: string;
  tag?: string;
}

@Injectable()
export class PostsRepository {
  constructor(@InjectRepository(Post) private readonly posts: Repository<Post>) {}

  async find(id: number, tx?: Transaction): Promise<Post | undefined> {
    const posts = tx ? tx.repository(Post) : this.posts;
    const [post] = await selectRows(withAuthor(posts).where('post.id = :id', { id }));
    return post;
  }

  /** Published posts with their authors, in one statement (two when a numbered page is asked for). */
  list(filter: PostFilter, sort: PostSort, request: PageRequest): Promise<Page<Post>> {
    const builder = withAuthor(this.posts).where('post.publishedAt IS NOT NULL');
    const { authorId, title, tag } = filter;
    if (authorId !== undefined) builder.andWhere('post.authorId = :authorId', { authorId });
    if (title !== undefined) builder.andWhere('post.title ILIKE :title', { title: containing(title) });
    if (tag !== undefined) builder.andWhere(TAGGED, { tag });
    return selectPage(builder, POST_SORTS[sort], request);
  }

  drafts(authorId: number, request: PageRequest): Promise<Page<Post>> {
    const builder = withAuthor(this.posts).where('post.authorId = :authorId', { authorId });
    return selectPage(builder.andWhere('post.publishedAt IS NULL'), POST_SORTS['-createdAt'], request);
  }

  /**
   * Published posts that somebody likes, the most liked first. The index of counts is read from its end, as far as asked,
   * so which posts come first is known as of the last time that likes were settled.
   */
  async mostLiked(limit: number): Promise<Post[]> {
    const builder = withAuthor(this.posts)
      .where('post.publishedAt IS NOT NULL AND counters.settledLikeCount > 0')
      .orderBy('counters.settledLikeCount', 'DESC')
      .addOrderBy('counters.postId', 'DESC');
    return (await selectRows(builder.limit(limit))).toSorted(byLikes);
  }

  /** Posts with their authors, by id; those that are not there are left out. */
  findAll(ids: readonly number[], tx?: Transaction): Promise<Post[]> {
    const posts = tx ? tx.repository(Post) : this.posts;
    return selectRows(withAuthor(posts).where('post.id = ANY(:ids)', { ids }).orderBy('post.id'));
  }

  /** Whose a post is, and whether it is a draft; undefined when there is none. */
  async ownership(tx: Transaction, id: number): Promise<PostOwnership | undefined> {
    const select = { authorId: true, publishedAt: true };
    return (await tx.repository(Post).findOne({ select, where: { id } })) ?? undefined;
  }

  /**
   * As `ownership`, and locks the user and then the post against deletion: in the order in which deletions go down, so
   * that whoever writes below a post waits for one while they have nothing that it wants. Undefined without a user, too.
   */
  async hold(tx: Transaction, id: number, userId: number): Promise<PostOwnership | undefined> {
    const [post] = await tx.manager.query<PostOwnership[]>(
      `SELECT posts.author_id AS "authorId", posts.published_at AS "publishedAt"
       FROM users CROSS JOIN posts WHERE users.id = $1 AND posts.id = $2 FOR KEY SHARE OF users, posts`,
      [userId, id],
    );
    return post;
  }

  async insert(tx: Transaction, fields: PostColumns & { authorId: number }): Promise<number> {
    return (await insertRow(tx, Post, fields)).id;
  }

  /** Adds posts in one statement and returns their ids, in the order they came. */
  async insertAll(tx: Transaction, authorId: number, all: readonly PostColumns[]): Promise<number[]> {
    const values = all.map((fields) => ({ authorId, ...fields }));
    const inserted = tx.manager.createQueryBuilder().insert().into(Post).values(values).returning('id');
    // Ids are given in the order of the values.
    return ((await inserted.execute()).raw as { id: number }[]).map(({ id }) => id);
  }

  /**
   * Whose it is and whether it is a draft, as the row says that nobody else changes from now on. Undefined when there is
   * no such post, or none of the `versions` is the current one.
   */
  update(
    tx: Transaction,
    id: number,
    fields: Partial<PostFields>,
    versions?: readonly number[],
  ): Promise<PostOwnership | undefined> {
    return updateRow(tx, Post, id, fields, versions);
  }

  /** Makes a new version for what stands in other tables. Returns as above. */
  touch(tx: Transaction, id: number, versions?: readonly number[]): Promise<PostOwnership | undefined> {
    return updateRow(tx, Post, id, { title: () => 'title' }, versions);
  }

  /** Publishes as of the time of the transaction, or makes it a draft again. Returns as above. */
  setPublished(
    tx: Transaction,
    id: number,
    published: boolean,
    versions?: readonly number[],
  ): Promise<PostOwnership | undefined> {
    const publishedAt = published ? () => 'now()' : null;
    return updateRow(tx, Post, id, { publishedAt }, versions);
  }

  /** Returns as above, what it was. */
  delete(tx: Transaction, id: number, versions?: readonly number[]): Promise<PostOwnership | undefined> {
    return deleteRow(tx, Post, id, versions);
  }

  exists(tx: Transaction, id: number): Promise<boolean> {
    return tx.repository(Post).existsBy({ id });
  }
}

function byLikes(one: Post, other: Post): number {
  return (other.counters?.likeCount ?? 0) - (one.counters?.likeCount ?? 0) || other.id - one.id;
}

const TAGGED = `EXISTS (SELECT FROM "post_tags" "tagged" WHERE "tagged"."post_id" = "post"."id" AND "tagged"."tag" = :tag)`;

// One row a post, whatever is joined, so that a list is one statement.
function withAuthor(posts: Repository<Post>): SelectQueryBuilder<Post> {
  return posts
    .createQueryBuilder('post')
    .innerJoin('post.author', 'author')
    .leftJoin('post.counters', 'counters')
    .addSelect(['author.id', 'author.name', 'author.version'])
    .addSelect(['counters.postId', 'counters.commentCount', 'counters.likeCount', 'counters.viewCount']);
}

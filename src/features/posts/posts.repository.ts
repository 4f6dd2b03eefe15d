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

export type PostFields = Pick<Post, 'title' | 'body'>;

export interface PostFilter {
  authorId?: number;
  title?: string;
}

@Injectable()
export class PostsRepository {
  constructor(@InjectRepository(Post) private readonly posts: Repository<Post>) {}

  async find(id: number, tx?: Transaction): Promise<Post | undefined> {
    const posts = tx ? tx.repository(Post) : this.posts;
    const [post] = await selectRows(withAuthor(posts).where('post.id = :id', { id }));
    return post;
  }

  /** Posts with their authors, in one statement (two when a numbered page is asked for). */
  list(filter: PostFilter, sort: PostSort, request: PageRequest): Promise<Page<Post>> {
    const builder = withAuthor(this.posts);
    const { authorId, title } = filter;
    if (authorId !== undefined) builder.andWhere('post.authorId = :authorId', { authorId });
    if (title !== undefined) builder.andWhere('post.title ILIKE :title', { title: containing(title) });
    return selectPage(builder, POST_SORTS[sort], request);
  }

  /** Who wrote a post; undefined when there is none. */
  async authorOf(tx: Transaction, id: number): Promise<number | undefined> {
    return (await tx.repository(Post).findOne({ select: { authorId: true }, where: { id } }))?.authorId;
  }

  async insert(tx: Transaction, fields: PostFields & { authorId: number }): Promise<number> {
    return (await insertRow(tx, Post, fields)).id;
  }

  /** Adds posts in one statement and returns them with their author, in the order they came. */
  async insertAll(tx: Transaction, authorId: number, all: readonly PostFields[]): Promise<Post[]> {
    const values = all.map(({ title, body }) => ({ authorId, title, body }));
    const inserted = tx.manager.createQueryBuilder().insert().into(Post).values(values).returning('id');
    const ids = ((await inserted.execute()).raw as { id: number }[]).map(({ id }) => id);
    const builder = withAuthor(tx.repository(Post)).where('post.id = ANY(:ids)', { ids });
    // Ids are given in the order of the values.
    return selectRows(builder.orderBy('post.id'));
  }

  /** False when there is no such post, or none of the `versions` is the current one. */
  async update(
    tx: Transaction,
    id: number,
    fields: Partial<PostFields>,
    versions?: readonly number[],
  ): Promise<boolean> {
    return (await updateRow(tx, Post, id, fields, versions)) !== undefined;
  }

  /** False when there is no such post, or none of the `versions` is the current one. */
  delete(tx: Transaction, id: number, versions?: readonly number[]): Promise<boolean> {
    return deleteRow(tx, Post, id, versions);
  }

  exists(tx: Transaction, id: number): Promise<boolean> {
    return tx.repository(Post).existsBy({ id });
  }
}

function withAuthor(posts: Repository<Post>): SelectQueryBuilder<Post> {
  return posts
    .createQueryBuilder('post')
    .innerJoin('post.author', 'author')
    .addSelect(['author.id', 'author.name', 'author.version']);
}

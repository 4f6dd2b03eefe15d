import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { selectPage, type SortOrder } from '../../platform/database/keyset.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { PostLike } from './post-like.entity.js';

const NEWEST_FIRST = {
  name: '-createdAt',
  column: 'postLike.createdAt',
  direction: 'DESC',
  type: 'time',
  value: ({ createdAt }: PostLike) => createdAt,
} as const;

const OF_POST: SortOrder<PostLike> = {
  ...NEWEST_FIRST,
  tie: { column: 'postLike.userId', value: ({ userId }) => userId },
};

const OF_USER: SortOrder<PostLike> = {
  ...NEWEST_FIRST,
  tie: { column: 'postLike.postId', value: ({ postId }) => postId },
};

@Injectable()
export class LikesRepository {
  constructor(@InjectRepository(PostLike) private readonly likes: Repository<PostLike>) {}

  async find(postId: number, userId: number): Promise<PostLike | undefined> {
    return (await this.likes.findOneBy({ postId, userId })) ?? undefined;
  }

  /** Who likes a post, in one statement (two when a numbered page is asked for). */
  ofPost(postId: number, request: PageRequest): Promise<Page<PostLike>> {
    const builder = this.likes
      .createQueryBuilder('postLike')
      .innerJoin('postLike.user', 'user')
      .addSelect(['user.id', 'user.name'])
      .innerJoin('postLike.post', 'post')
      .addSelect(['post.id', 'post.authorId', 'post.publishedAt'])
      .where('postLike.postId = :postId', { postId });
    return selectPage(builder, OF_POST, request);
  }

  /** What of the published a user likes, in one statement (two when a numbered page is asked for). */
  ofUser(userId: number, request: PageRequest): Promise<Page<PostLike>> {
    const builder = this.likes
      .createQueryBuilder('postLike')
      .innerJoin('postLike.post', 'post', 'post.publishedAt IS NOT NULL')
      .where('postLike.userId = :userId', { userId });
    return selectPage(builder, OF_USER, request);
  }

  /** False, and nothing is changed, where there is one. */
  async add(tx: Transaction, postId: number, userId: number): Promise<boolean> {
    const added = await tx.manager.query<unknown[]>(
      `INSERT INTO post_likes (post_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING post_id`,
      [postId, userId],
    );
    return added.length > 0;
  }

  /** False where there was none. */
  async remove(tx: Transaction, postId: number, userId: number): Promise<boolean> {
    const { affected } = await tx.manager.delete(PostLike, { postId, userId });
    return affected === 1;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Events } from '../../platform/events/events.js';
import { notFound } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import type { ShownPost } from '../posts/post.entity.js';
import { maySeePost } from '../posts/post.policy.js';
import { PostsService } from '../posts/posts.service.js';
import { ShownPostsService } from '../posts/shown-posts.service.js';
import { likeChanged } from './likes.events.js';
import { LikesRepository } from './likes.repository.js';
import type { PostLike } from './post-like.entity.js';

export interface LikedPost {
  post: ShownPost;
  likedAt: Date;
}

@Injectable()
export class LikesService {
  constructor(
    private readonly database: Database,
    private readonly likes: LikesRepository,
    private readonly posts: PostsService,
    private readonly shown: ShownPostsService,
    private readonly notifications: NotificationsService,
    private readonly events: Events,
  ) {}

  /** Who likes a post, the newest like first. Throws `post_not_found`. */
  async ofPost(postId: number, request: PageRequest, viewer?: Principal): Promise<Page<PostLike>> {
    const page = await this.likes.ofPost(postId, request);
    const [first] = page.items;
    // Only an empty list leaves the question open whether there is such a post.
    if (!first) await this.posts.get(postId, viewer);
    else if (!maySeePost(viewer, first.post)) throw notFound('post', postId);
    return page;
  }

  /** Which published posts somebody likes, the newest like first. */
  async ofUser({ userId }: Principal, request: PageRequest): Promise<Page<LikedPost>> {
    const page = await this.likes.ofUser(userId, request);
    const ids = page.items.map(({ postId }) => postId);
    const posts = ids.length === 0 ? [] : await this.shown.findAll(ids);
    const byId = new Map(posts.map((post) => [post.id, post]));
    // A post that went between the two statements is left out.
    const items = page.items.flatMap(({ postId, createdAt: likedAt }) => {
      const post = byId.get(postId);
      return post ? [{ post, likedAt }] : [];
    });
    return { ...page, items };
  }

  /** Throws `post_not_found` and `like_not_found`. */
  async get(postId: number, viewer: Principal): Promise<PostLike> {
    await this.posts.get(postId, viewer);
    const like = await this.likes.find(postId, viewer.userId);
    if (!like) throw notFound('like', viewer.userId);
    return like;
  }

  /** Also when it is there already. Throws `post_not_found` and `account_gone`. */
  add(postId: number, actor: Principal): Promise<void> {
    return this.database.transaction('like.add', async (tx) => {
      await this.posts.hold(tx, postId, actor);
      const isNew = await this.likes.add(tx, postId, actor.userId);
      if (!isNew) return;
      await this.events.publish(tx, likeChanged, { postId });
      await this.notifications.request(tx, { of: 'like', postId, actorId: actor.userId });
    });
  }

  /** Also when there is none. Throws `post_not_found`. */
  remove(postId: number, actor: Principal): Promise<void> {
    return this.database.transaction('like.remove', async (tx) => {
      await this.posts.hold(tx, postId, actor);
      if (!(await this.likes.remove(tx, postId, actor.userId))) return;
      await this.events.publish(tx, likeChanged, { postId });
      await this.notifications.takeBack(tx, { of: 'like', postId, actorId: actor.userId });
    });
  }
}

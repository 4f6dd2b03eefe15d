import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { uncached } from '../../platform/cache/uncached.js';
import { notFound } from '../../shared/app-error.js';
import { mapPage, type Page, type PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { NEW_POSTS } from '../posts/post.cache.js';
import { maySeePost } from '../posts/post.policy.js';
import { PostsService } from '../posts/posts.service.js';
import { userTag } from '../users/user.cache.js';
import { commentsOfTag, type Discussion, discussionCache, type ShownComment } from './comment.cache.js';
import type { CommentSort } from './comment-sorts.js';
import { CommentsRepository } from './comments.repository.js';

/** A comment and the first replies to it. */
export interface Thread {
  comment: ShownComment;
  replies: ShownComment[];
}

const REPLIES_SHOWN = 3;
const PAGES = 5;

/** What is said about posts, as it is shown; beginnings of lists from the cache where it has them. */
@Injectable()
export class DiscussionsService {
  constructor(
    private readonly cache: Cache,
    private readonly comments: CommentsRepository,
    private readonly posts: PostsService,
  ) {}

  /** The comments on a post, each with the first replies. Throws `post_not_found`. */
  async of(
    postId: number,
    sort: CommentSort,
    request: PageRequest,
    viewer?: Principal,
  ): Promise<Page<Thread>> {
    const found = await this.#read(postId, sort, request);
    if (!found || !maySeePost(viewer, found.post)) throw notFound('post', postId);
    return found.page;
  }

  async #read(
    postId: number,
    sort: CommentSort,
    request: PageRequest,
  ): Promise<Discussion | null | undefined> {
    const { limit, page, cursor } = request;
    const load = () => this.#load(postId, sort, request);
    if (cursor !== undefined || (page ?? 1) > PAGES) return uncached(load);
    return this.cache.read(discussionCache, {
      id: [postId, sort, limit, page ?? ''].join(':'),
      tags: [commentsOfTag(postId)],
      tagsOf: tagsOfDiscussion,
      load,
    });
  }

  async #load(postId: number, sort: CommentSort, request: PageRequest): Promise<Discussion | null> {
    const page = await this.comments.listOf(postId, sort, request);
    const [first] = page.items;
    // Only an empty list leaves the question open whether there is such a post.
    const post = first ? first.post : await this.posts.find(postId);
    if (!post) return null;
    const parentIds = page.items.map(({ id }) => id);
    const replies = first ? await this.comments.firstReplies(parentIds, REPLIES_SHOWN) : [];
    const repliesTo = Map.groupBy(replies, ({ parentId }) => parentId);
    const { authorId, publishedAt } = post;
    return {
      post: { authorId, publishedAt },
      page: mapPage(page, (comment) => ({ comment, replies: repliesTo.get(comment.id) ?? [] })),
    };
  }
}

function tagsOfDiscussion(discussion: Discussion | null): readonly string[] {
  if (!discussion) return [NEW_POSTS];
  const comments = discussion.page.items.flatMap(({ comment, replies }) => [comment, ...replies]);
  return [...new Set(comments.map(({ authorId }) => userTag(authorId)))];
}

import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { pageSchema } from '../../platform/cache/page-schema.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { countersMadeRight } from '../counters/counters.events.js';
import { postTag } from '../posts/post.cache.js';
import { postDeleted, postPublished, postsImported } from '../posts/posts.events.js';
import { userDeleted, usersImported } from '../users/users.events.js';
import { commentChanged } from './comments.events.js';

const shownComment = z.object({
  id: z.number(),
  postId: z.number(),
  parentId: z.number().nullable(),
  depth: z.number(),
  authorId: z.number(),
  author: z.object({ id: z.number(), name: z.string(), version: z.number() }),
  body: z.string(),
  deletedAt: z.coerce.date().nullable(),
  counters: z.object({ replyCount: z.number() }).nullish(),
  version: z.number(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
});

const discussion = z.object({
  /** Says who may read it. */
  post: z.object({ authorId: z.number(), publishedAt: z.coerce.date().nullable() }),
  page: pageSchema(z.object({ comment: shownComment, replies: z.array(shownComment) })),
});

export type ShownComment = z.infer<typeof shownComment>;
export type Discussion = z.infer<typeof discussion>;

/** Null: there is no such post. */
export const discussionCache = defineCache({
  name: 'discussion',
  version: 1,
  schema: discussion.nullable(),
  ttlMs: 120_000,
  staleForMs: 60_000,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 60_000,
});

/** What is said about a post, and who may read it. */
export const commentsOfTag = (postId: number) => `comments-of:${postId}`;

const EACH_DISCUSSION = namespaceTag(discussionCache.name);

export const commentInvalidations: readonly Invalidation[] = [
  invalidates(commentChanged, ({ postId, counted }) => [
    commentsOfTag(postId),
    ...(counted ? [postTag(postId)] : []),
  ]),
  ...[postPublished, postDeleted].map((event) => invalidates(event, ({ id }) => [commentsOfTag(id)])),
  invalidates(userDeleted, () => [EACH_DISCUSSION]),
  ...[usersImported, postsImported].map((event) =>
    invalidates(event, ({ updated }) => (updated ? [EACH_DISCUSSION] : [])),
  ),
  invalidates(countersMadeRight, () => [EACH_DISCUSSION]),
];

import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import { type Invalidation, invalidates } from '../../platform/cache/invalidation/invalidation.js';
import { pageSchema } from '../../platform/cache/page-schema.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { LANGUAGES } from '../../shared/languages.js';
import { countersMadeRight } from '../counters/counters.events.js';
import { TAGS } from '../tags/tag.cache.js';
import { userDeleted, usersImported } from '../users/users.events.js';
import type { ShownPost } from './post.entity.js';
import { postDeleted, postPublished, postsCreated, postsImported, postUpdated } from './posts.events.js';

export const shownPost = z.object({
  id: z.number(),
  authorId: z.number(),
  author: z.object({ id: z.number(), name: z.string(), version: z.number() }),
  title: z.string(),
  body: z.string(),
  language: z.enum(LANGUAGES),
  publishedAt: z.coerce.date().nullable(),
  tags: z.array(z.string()),
  counters: z
    .object({
      postId: z.number(),
      commentCount: z.number(),
      likeCount: z.number(),
      viewCount: z.number(),
    })
    .nullish(),
  version: z.number(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
});

/** Also drafts: who may see one is asked after reading. Null: there is none. */
export const postCache = defineCache<ShownPost | null>({
  name: 'post',
  version: 2,
  schema: shownPost.nullable(),
  ttlMs: 300_000,
  staleForMs: 60_000,
  staleIfErrorMs: 1_200_000,
  negativeTtlMs: 60_000,
});

/** Of published ones. Their counts are as old as the page. */
export const postPageCache = defineCache({
  name: 'post-page',
  version: 2,
  schema: pageSchema(shownPost),
  ttlMs: 30_000,
  staleForMs: 30_000,
  staleIfErrorMs: 600_000,
});

/** The post, with what is counted of it. */
export const postTag = (id: number) => `post:${id}`;

/** Which posts are published, and what they say. */
export const POSTS = 'posts';

/** As above, of one user. */
export const postsOfTag = (authorId: number) => `posts-of:${authorId}`;

/** Which ids have no post. */
export const NEW_POSTS = 'posts:new';

const EACH_POST = namespaceTag(postCache.name);
const EACH_PAGE = namespaceTag(postPageCache.name);

export const postInvalidations: readonly Invalidation[] = [
  invalidates(postsCreated, ({ authorId, listed }) => [NEW_POSTS, ...listsOf(authorId, listed)]),
  ...[postUpdated, postPublished, postDeleted].map((event) =>
    invalidates(event, ({ id, authorId, listed }) => [postTag(id), ...listsOf(authorId, listed)]),
  ),
  // What others than the author wrote below their posts goes as well, and is counted elsewhere.
  invalidates(userDeleted, ({ id }) => [EACH_POST, POSTS, TAGS, postsOfTag(id)]),
  // Posts show the names of their authors.
  invalidates(usersImported, ({ updated }) => (updated ? [EACH_POST, EACH_PAGE] : [])),
  invalidates(postsImported, ({ updated }) => [updated ? EACH_POST : NEW_POSTS, EACH_PAGE, POSTS, TAGS]),
  invalidates(countersMadeRight, () => [EACH_POST, EACH_PAGE]),
];

function listsOf(authorId: number, listed: boolean): string[] {
  return listed ? [POSTS, TAGS, postsOfTag(authorId)] : [];
}

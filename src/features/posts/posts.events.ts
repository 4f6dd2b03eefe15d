import { defineEvent } from '../../platform/events/define-event.js';

interface Changed {
  id: number;
  authorId: number;
  /** Whether the post is in lists: published, or was until now. */
  listed: boolean;
}

/** By one author; `listed` when any is published at once. */
export const postsCreated = defineEvent<{ authorId: number; listed: boolean }>('posts.created');

/** What it says, or its tags. */
export const postUpdated = defineEvent<Changed>('post.updated');

/** Published, or made a draft again. */
export const postPublished = defineEvent<Changed>('post.published');

export const postDeleted = defineEvent<Changed>('post.deleted');

/** Many at once, nobody says which. `updated` when some were there before. */
export const postsImported = defineEvent<{ updated: boolean }>('posts.imported');

import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import type { Post } from './post.entity.js';

/** Drafts are seen by their authors and by moderators. */
export function maySeePost(
  viewer: Principal | undefined,
  { authorId, publishedAt }: Pick<Post, 'authorId' | 'publishedAt'>,
): boolean {
  if (publishedAt !== null) return true;
  return viewer?.userId === authorId || viewer?.permissions.has('posts:moderate') === true;
}

/** Posts are changed and deleted by their authors and by moderators. Says as which; throws `not_author`. */
export function mayChangePost(actor: Principal, authorId: number): 'as_author' | 'as_moderator' {
  if (actor.userId === authorId) return 'as_author';
  if (actor.permissions.has('posts:moderate')) return 'as_moderator';
  throw new AppError('forbidden', 'not_author', 'Only its author may change this post.');
}

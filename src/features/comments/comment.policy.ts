import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';

/** A comment says what its author says: nobody else changes it. Throws `not_author`. */
export function mayChangeComment(actor: Principal, authorId: number): void {
  if (actor.userId !== authorId) throw notAuthor('change');
}

/** Comments are deleted by their authors and by moderators. Says as which; throws `not_author`. */
export function mayDeleteComment(actor: Principal, authorId: number): 'as_author' | 'as_moderator' {
  if (actor.userId === authorId) return 'as_author';
  if (actor.permissions.has('comments:moderate')) return 'as_moderator';
  throw notAuthor('delete');
}

function notAuthor(verb: string): AppError {
  return new AppError('forbidden', 'not_author', `Only its author may ${verb} this comment.`);
}

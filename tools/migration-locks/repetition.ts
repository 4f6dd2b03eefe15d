import { type Context, type Fault, fault } from './context.ts';
import { hasWords, splitAtCommas, type Token, wordsAt } from './tokens.ts';

const REPEATABLE = /^(drop|create) .*\bif (not )?exists\b|^create or replace\b|^insert .*\bon conflict\b/;
const ALWAYS =
  /^(select|values|analyze|vacuum|comment|grant|revoke|set|reset|reindex|update|delete|with|refresh)\b/;

/** Without a transaction a migration that fails half-way has done its first half, and will do it again. */
export function judgeRepetition(tokens: Token[], { transactional, resumable }: Context): Fault[] {
  const text = tokens.map((token) => token.text).join(' ');
  if (transactional || resumable || ALWAYS.test(text) || REPEATABLE.test(text)) return [];
  if (wordsAt(tokens, 0, 'alter', 'table') && splitAtCommas(tokens).every(isRepeatableAction)) return [];
  // A bare CREATE INDEX CONCURRENTLY has its own fault.
  if (wordsAt(tokens, 0, 'create') && hasWords(tokens, 'concurrently')) return [];
  return fault(
    'without a transaction this is done again when a later statement of the migration has failed, and then fails itself',
    'a migration of its own, with a transaction; or IF [NOT] EXISTS, OR REPLACE',
  );
}

function isRepeatableAction(action: Token[]): boolean {
  return (
    hasWords(action, 'validate', 'constraint') ||
    hasWords(action, 'if', 'exists') ||
    hasWords(action, 'if', 'not', 'exists') ||
    (hasWords(action, 'alter') && (hasWords(action, 'default') || hasWords(action, 'not', 'null')))
  );
}

import { type Context, type Fault, fault, OWN_MIGRATION } from './context.ts';
import { hasWords, indexOfWords, nameAt, type Token, wordsAt } from './tokens.ts';

/** CREATE, DROP and REINDEX of indexes. */
export function judgeIndex(tokens: Token[], context: Context): Fault[] {
  const concurrently = hasWords(tokens, 'concurrently');
  if (concurrently && context.transactional)
    return fault('CONCURRENTLY is not possible inside of a transaction, and fails', OWN_MIGRATION);
  if (wordsAt(tokens, 0, 'drop')) return [];
  if (wordsAt(tokens, 0, 'reindex'))
    return concurrently ? [] : fault('REINDEX keeps writers out until it is done', 'REINDEX … CONCURRENTLY');
  const on = indexOfWords(tokens, 'on');
  const { name: table } = nameAt(tokens, wordsAt(tokens, on + 1, 'only') ? on + 2 : on + 1);
  if (!concurrently && !context.created.has(table))
    return fault(
      `the index is built while nobody can write ${table}`,
      `createIndexConcurrently(queryRunner, name, 'CREATE INDEX CONCURRENTLY …') in ${OWN_MIGRATION}`,
    );
  if (concurrently && (!context.resumable || hasWords(tokens, 'if', 'not', 'exists')))
    return fault(
      'one that fails half-way leaves an INVALID index behind, and the next run takes it for the index',
      'createIndexConcurrently(queryRunner, name, sql) without IF NOT EXISTS, which drops and builds it again',
    );
  return [];
}

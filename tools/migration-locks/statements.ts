import { judgeAlterTable } from './alter-table.ts';
import { type Context, type Fault, fault, IN_BATCHES, OWN_MIGRATION } from './context.ts';
import { judgeIndex } from './indexes.ts';
import { judgeRepetition } from './repetition.ts';
import { hasWords, inBrackets, indexOfWords, nameAt, type Token, wordsAt } from './tokens.ts';

type Rule = (tokens: Token[], context: Context) => Fault[];

const harmless: Rule = () => [];

const RULES: Record<string, Rule> = {
  create: judgeCreate,
  alter: judgeAlter,
  drop: (tokens, context) => (wordsAt(tokens, 1, 'index') ? judgeIndex(tokens, context) : []),
  reindex: judgeIndex,
  update: (tokens, context) => judgeRows(tokens, wordsAt(tokens, 1, 'only') ? 2 : 1, context),
  delete: (tokens, context) => judgeRows(tokens, wordsAt(tokens, 2, 'only') ? 3 : 2, context),
  with: judgeWith,
  insert: judgeInsert,
  lock: (tokens, context) =>
    onUsed(tokens, wordsAt(tokens, 1, 'table') ? 2 : 1, context, 'nothing: let statements lock'),
  truncate: (tokens, context) => onUsed(tokens, wordsAt(tokens, 1, 'table') ? 2 : 1, context, IN_BATCHES),
  cluster: () => fault('CLUSTER writes a table anew while nobody can read it', 'an index'),
  vacuum: (tokens) =>
    tokens.some(({ text }) => text === 'full')
      ? fault(
          'VACUUM FULL writes a table anew while nobody can read it',
          'VACUUM, or pg_repack outside of migrations',
        )
      : [],
  refresh: (tokens) =>
    hasWords(tokens, 'concurrently')
      ? []
      : fault('REFRESH keeps readers of the view out', 'REFRESH … CONCURRENTLY'),
  do: () => fault('what DO does, and for how long, cannot be judged', 'plain statements'),
  ...Object.fromEntries(
    ['begin', 'start', 'commit', 'rollback', 'end', 'savepoint'].map((word) => [
      word,
      () => fault('the transaction is that of the migration', `none, or ${OWN_MIGRATION}`),
    ]),
  ),
  ...Object.fromEntries(
    ['comment', 'grant', 'revoke', 'select', 'values', 'analyze', 'set', 'reset', 'security'].map((word) => [
      word,
      harmless,
    ]),
  ),
};

/** What stands against a statement of a migration; remembers in `context` what it has done. */
export function judgeStatement(tokens: Token[], context: Context): Fault[] {
  const first = tokens[0]?.text ?? '';
  const rule = Object.hasOwn(RULES, first) ? RULES[first] : undefined;
  if (!rule) return fault(`this check does not know ${first.toUpperCase()}`, 'what it knows');
  if (tokens.some(({ text }) => /^'?lock_timeout'?$/.test(text)))
    return fault(
      'the lock time-out keeps others from waiting behind a migration',
      'MIGRATION_LOCK_TIMEOUT_MS',
    );
  return [...rule(tokens, context), ...judgeRepetition(tokens, context)];
}

function judgeCreate(tokens: Token[], context: Context): Fault[] {
  if (wordsAt(tokens, 1, 'index') || wordsAt(tokens, 1, 'unique', 'index'))
    return judgeIndex(tokens, context);
  const table = tokens.findIndex(({ text }, index) => index < 4 && text === 'table');
  if (table > 0)
    return createTable(tokens, wordsAt(tokens, table + 1, 'if') ? table + 4 : table + 1, context);
  const on = indexOfWords(tokens, 'on');
  const isTrigger = tokens.slice(1, 5).some(({ text }) => text === 'trigger');
  if (isTrigger && on > 0) lock(nameAt(tokens, on + 1).name, context);
  return [];
}

function createTable(tokens: Token[], at: number, context: Context): Fault[] {
  const { name } = nameAt(tokens, at);
  context.created.add(name);
  context.schema.addTable(name, tokens);
  // A foreign key keeps writers away from the table it refers to, until the end of the transaction.
  inBrackets(tokens).forEach((token, index, inside) => {
    if (token.kind === 'word' && token.text === 'references') lock(nameAt(inside, index + 1).name, context);
  });
  return [];
}

function judgeAlter(tokens: Token[], context: Context): Fault[] {
  if (wordsAt(tokens, 1, 'table')) {
    const at = wordsAt(tokens, 2, 'if', 'exists') ? 4 : 2;
    return judgeAlterTable(tokens, wordsAt(tokens, at, 'only') ? at + 1 : at, context);
  }
  if (hasWords(tokens, 'view') && hasWords(tokens, 'rename'))
    return fault('RENAME takes the old name from the previous release, which still runs', 'a second view');
  if (wordsAt(tokens, 1, 'domain') && hasWords(tokens, 'add') && !hasWords(tokens, 'not', 'valid'))
    return fault(
      'the constraint is checked against every table that uses the domain',
      'NOT VALID, then VALIDATE',
    );
  return [];
}

function judgeRows(tokens: Token[], at: number, { created }: Context): Fault[] {
  const { name } = nameAt(tokens, at);
  const where = indexOfWords(tokens, 'where');
  const bounded = tokens
    .slice(Math.max(where, 0))
    .some(({ kind, text }) => text === 'limit' || kind === 'parameter');
  if (created.has(name) || (where >= 0 && bounded)) return [];
  const verb = (tokens[0]?.text ?? '').toUpperCase();
  return fault(
    `${verb} may lock many rows of ${name} against writers until all of them are done`,
    IN_BATCHES,
  );
}

function judgeWith(tokens: Token[], context: Context): Fault[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word') return [];
    if (token.text === 'update' && !wordsAt(tokens, index - 1, 'for') && !wordsAt(tokens, index - 1, 'do'))
      return judgeRows(tokens.slice(index), 1, context);
    return token.text === 'delete' ? judgeRows(tokens.slice(index), 2, context) : [];
  });
}

function judgeInsert(tokens: Token[], { created, locked }: Context): Fault[] {
  const readsUsed = tokens.some(
    ({ kind, text }, index) =>
      kind === 'word' &&
      /^(from|join)$/.test(text) &&
      tokens[index + 1]?.text !== '(' &&
      tokens[index + 2]?.text !== '(' &&
      !created.has(nameAt(tokens, index + 1).name),
  );
  if (!readsUsed || locked.size === 0) return [];
  const tables = [...locked].join(', ');
  return fault(`this transaction holds a lock on ${tables} for as long as the rows are copied`, IN_BATCHES);
}

function onUsed(tokens: Token[], at: number, { created }: Context, instead: string): Fault[] {
  const { name } = nameAt(tokens, at);
  const verb = (tokens[0]?.text ?? '').toUpperCase();
  return created.has(name) ? [] : fault(`${verb} keeps everybody away from ${name}`, instead);
}

function lock(table: string, { created, locked, transactional }: Context): void {
  if (transactional && !created.has(table)) locked.add(table);
}

import { type Context, type Fault, fault, IN_BATCHES } from './context.ts';
import { hasWords, indexOfWords, type Token, wordsAt } from './tokens.ts';

const SERIAL = /^(small|big)?serial\d?$/;
const BACKFILL = `the column without it, then SET DEFAULT for new rows, then old rows filled by ${IN_BATCHES}`;

// Evaluated once for all rows. What is not listed may give each row another value, and then every row is written.
const ONCE = new Set([
  ...[
    'now',
    'transaction_timestamp',
    'statement_timestamp',
    'current_setting',
    'current_schema',
    'make_interval',
  ],
  ...['lower', 'upper', 'concat', 'coalesce', 'jsonb_build_object', 'jsonb_build_array', 'json_build_object'],
  ...[
    'to_timestamp',
    'to_date',
    'date_trunc',
    'array_fill',
    'decode',
    'md5',
    'point',
    'date',
    'abs',
    'round',
  ],
]);

const AFTER_DEFAULT = ['constraint', 'not', 'null', 'check', 'unique', 'primary', 'references', 'generated'];

/** ADD COLUMN on a table that is in use. `tokens` begin with the name of the column. */
export function judgeNewColumn(table: string, tokens: Token[], { schema }: Context): Fault[] {
  schema.addColumn(table, tokens);
  return [...rewrites(table, tokens), ...scans(table, tokens)];
}

function rewrites(table: string, tokens: Token[]): Fault[] {
  const everyRow = `writes every row of ${table} anew while nobody can read it`;
  if (SERIAL.test(tokens[1]?.text ?? '') || hasWords(tokens, 'as', 'identity'))
    return fault(`a number for each row ${everyRow}`, BACKFILL);
  if (hasWords(tokens, 'stored'))
    return fault(
      `a stored generated column ${everyRow}`,
      `VIRTUAL, or an ordinary column that a trigger fills and ${IN_BATCHES} for old rows`,
    );
  const called = volatileIn(defaultOf(tokens));
  if (called)
    return fault(`DEFAULT ${called}() may give each row another value, so it ${everyRow}`, BACKFILL);
  return [];
}

function scans(table: string, tokens: Token[]): Fault[] {
  const whole = `reads all of ${table} while nobody can`;
  const apart =
    'the constraint by a statement of its own, ADD CONSTRAINT … NOT VALID; VALIDATE in a later migration';
  const { length } = defaultOf(tokens);
  return [
    ...(hasWords(tokens, 'not', 'null') && length === 0 && !hasWords(tokens, 'generated')
      ? fault(
          `NOT NULL without DEFAULT fails as soon as ${table} has a row, and the previous release does not write it`,
          'a constant DEFAULT, or the column without NOT NULL first',
        )
      : []),
    ...(hasWords(tokens, 'unique') || hasWords(tokens, 'primary', 'key')
      ? fault(`a unique column builds its index while nobody can read ${table}`, UNIQUE_INSTEAD)
      : []),
    ...(hasWords(tokens, 'references') ? fault(`REFERENCES ${whole} write`, apart) : []),
    ...(hasWords(tokens, 'check') ? fault(`CHECK ${whole} read`, apart) : []),
  ];
}

export const UNIQUE_INSTEAD =
  'createIndexConcurrently of a unique index in a migration before, then ADD CONSTRAINT … UNIQUE USING INDEX';

function defaultOf(tokens: Token[]): Token[] {
  const from = indexOfWords(tokens, 'default');
  if (from < 0) return [];
  const rest = tokens.slice(from + 1);
  const ends = AFTER_DEFAULT.map((word) => indexOfWords(rest, word)).filter((index) => index > 0);
  return rest.slice(0, Math.min(rest.length, ...ends));
}

function volatileIn(tokens: Token[]): string | undefined {
  const called = tokens.find(({ kind, text }, index) => {
    const calls = tokens[index + 1]?.text === '(' && (kind === 'word' || kind === 'name');
    // A type with a length, as in '…'::varchar(3).
    return calls && tokens[index - 1]?.text !== '::' && !ONCE.has(text);
  });
  return called?.text;
}

/** ALTER COLUMN on a table that is in use. `tokens` begin with the name of the column. */
export function judgeChangedColumn(table: string, tokens: Token[], { schema }: Context): Fault[] {
  const column = tokens[0]?.text ?? '';
  const type = wordsAt(tokens, 1, 'type') ? 2 : wordsAt(tokens, 1, 'set', 'data', 'type') ? 4 : 0;
  if (type > 0) {
    const to = tokens.slice(type);
    if (!hasWords(to, 'using') && schema.widens(table, column, to)) return [];
    return fault(
      `another type writes every row of ${table} and its indexes anew while nobody can read it`,
      `a second column, written by the release beside the first, old rows filled by ${IN_BATCHES}, and the first one dropped a release later`,
    );
  }
  if (wordsAt(tokens, 1, 'set', 'not', 'null') && !schema.isKnownNotNull(table, column))
    return fault(
      `SET NOT NULL reads all of ${table} while nobody can read it`,
      `ADD CONSTRAINT … CHECK ("${column}" IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in the next migration, then this, then DROP CONSTRAINT`,
    );
  if (wordsAt(tokens, 1, 'set', 'expression'))
    return fault(`another expression writes every row of ${table} anew`, BACKFILL);
  return [];
}

/**
 * The statement without its values: literals become `?`, lists of any length `(…)`, white space one blank. Comments
 * go, for they may hold anything.
 */
export function shapeOf(sql: string): string {
  return sql
    .replace(TOKENS, (token) => (isName(token) ? token : isComment(token) ? ' ' : `${typeBefore(token)}?`))
    .replace(
      /\((?:\s*(?:\$\d+|\?)\s*,)+\s*(?:\$\d+|\?)\s*\)(?:\s*,\s*\((?:\s*(?:\$\d+|\?)\s*,)*\s*(?:\$\d+|\?)\s*\))*/g,
      '(…)',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The statement with a parameter in the place of each literal, so that it holds no value and can still be planned.
 * Numbers stay where they say how many rows are wanted, a column by its place, or the size of a type. Undefined for
 * what is not one SELECT.
 */
export function plannableText(sql: string): string | undefined {
  const bare = sql.replace(TOKENS, (token) => (isName(token) ? '""' : ' '));
  if (
    !/^\s*(SELECT|WITH)\b/i.test(bare) ||
    /;\s*\S|\b(INSERT|DELETE|MERGE|(?<!FOR (NO KEY )?)UPDATE)\b/i.test(bare)
  )
    return undefined;
  const highest = Math.max(0, ...[...bare.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  // One parameter for one literal, wherever it stands: else GROUP BY would not find what is selected.
  const parameters = new Map<string, number>();
  const parameter = (literal: string) => {
    if (!parameters.has(literal)) parameters.set(literal, highest + parameters.size + 1);
    return `$${parameters.get(literal)}`;
  };
  return sql
    .replace(TOKENS, (token, ...rest: unknown[]) => {
      if (isName(token)) return token;
      if (isComment(token)) return ' ';
      if (!/^\d/.test(token)) return parameter(token) + castTo(typeBefore(token).trim());
      const before = sql.slice(0, offsetOf(rest));
      return STAYING_NUMBER.test(before) ? token : parameter(token) + castTo(numberType(token));
    })
    .replace(/[\s;]+$/, '')
    .trim();
}

const isName = (token: string) => token.startsWith('"');
const isComment = (token: string) => /^(--|\/\*)/.test(token);

/** `interval ` of `interval '1 day'`. */
function typeBefore(token: string): string {
  return /^[a-z]+\s+(?=')/i.exec(token)?.[0] ?? '';
}

function castTo(type: string): string {
  return type === '' ? '' : `::${type}`;
}

// As PostgreSQL reads a number that has no type.
function numberType(number: string): string {
  if (!/^\d+$/.test(number) || number.length > 18) return 'numeric';
  return Number(number) > 0x7fffffff ? 'bigint' : 'integer';
}

// `replace` hands over the groups, where the match stands, and the whole text.
function offsetOf(rest: unknown[]): number {
  return rest.find((each) => typeof each === 'number') ?? 0;
}

const STAYING_NUMBER =
  /(?:\b(?:LIMIT|OFFSET|FIRST|NEXT)\s+|\b(?:ORDER|GROUP)\s+BY\s+(?:\d+(?:\s+(?:ASC|DESC))?\s*,\s*)*|(?:::|\bAS\s)\s*\w+\s*\(\s*(?:\d+\s*,\s*)?)$/i;

// In one pass, so that a quote inside of a comment or of a name starts no literal. What is not closed ends with the text.
const TOKENS = new RegExp(
  [
    /--[^\n]*|\/\*[^]*?(?:\*\/|$)/, // comments
    /"[^"]*(?:"|$)/, // quoted names, which stay
    /\$([a-z_]\w*)?\$[^]*?(?:\$\1\$|$)/, // dollar-quoted strings
    /\bE'(?:[^'\\]|''|\\[^])*(?:'|$)/, // strings with backslash escapes
    /(?:\b(?:interval|date|timestamptz?|timetz?)\s+)?'[^']*(?:''[^']*)*(?:'|$)/, // strings, of a named type
    /(?<![\w$])(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?)(?!\w)/, // numbers
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

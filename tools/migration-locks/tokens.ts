/** A piece of SQL. Words are in lower case, quoted names without their quotes; comments and white space are gone. */
export interface Token {
  kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'sign';
  text: string;
  /** Where it begins and ends in the text. */
  at: number;
  end: number;
}

// In one pass, so that a quote inside of a comment, a name or a body starts no string.
const LEXEMES: [Token['kind'] | undefined, RegExp][] = [
  [undefined, /\s+|--[^\n]*/y],
  ['string', /\$([a-z_]\w*)?\$[^]*?\$\1\$/iy],
  ['string', /e'(?:[^'\\]|''|\\[^])*'/iy],
  ['string', /(?:[bxn]|u&)?'(?:[^']|'')*'/iy],
  ['name', /(?:u&)?"(?:[^"]|"")*"/iy],
  ['parameter', /\$\d+/y],
  ['number', /\d[\w.]*/y],
  ['word', /[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/iy],
  ['sign', /::|[^]/y],
];

/** The statements of a text, each as its tokens. */
export function statementsOf(sql: string): Token[][] {
  const statements: Token[][] = [[]];
  let bodies = 0;
  for (const token of tokensOf(sql)) {
    const current = statements.at(-1) as Token[];
    // The semicolons in a body of SQL standard form are its own.
    if (token.text === 'atomic' && current.at(-1)?.text === 'begin') bodies = 1;
    else if (bodies > 0 && token.text === 'case') bodies += 1;
    else if (bodies > 0 && token.text === 'end') bodies -= 1;
    if (token.kind === 'sign' && token.text === ';' && bodies === 0) statements.push([]);
    else current.push(token);
  }
  return statements.filter((tokens) => tokens.length > 0);
}

/** The parts between the commas that stand in no brackets. */
export function splitAtCommas(tokens: Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && '(['.includes(token.text)) depth += 1;
    if (token.kind === 'sign' && ')]'.includes(token.text)) depth -= 1;
    if (token.kind === 'sign' && token.text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The tokens inside of the first brackets at or after `from`. */
export function inBrackets(tokens: Token[], from = 0): Token[] {
  const open = tokens.findIndex(({ text, kind }, index) => index >= from && kind === 'sign' && text === '(');
  if (open < 0) return [];
  let depth = 0;
  const close = tokens.findIndex(({ text, kind }, index) => {
    if (index < open || kind !== 'sign') return false;
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    return depth === 0;
  });
  return tokens.slice(open + 1, close < 0 ? undefined : close);
}

/** Whether the words stand there in this order, from `at` on. */
export function wordsAt(tokens: Token[], at: number, ...words: string[]): boolean {
  return words.every((word, index) => {
    const token = tokens[at + index];
    return token?.kind === 'word' && token.text === word;
  });
}

/** Where the words stand one after the other, outside of brackets; -1 where they do not. */
export function indexOfWords(tokens: Token[], ...words: string[]): number {
  let depth = 0;
  return tokens.findIndex(({ kind, text }, index) => {
    if (kind === 'sign') depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    return depth === 0 && wordsAt(tokens, index, ...words);
  });
}

export function hasWords(tokens: Token[], ...words: string[]): boolean {
  return indexOfWords(tokens, ...words) >= 0;
}

/** The name that stands at `at`, without its schema, and where it ends. */
export function nameAt(tokens: Token[], at: number): { name: string; end: number } {
  let end = at;
  while (tokens[end + 1]?.text === '.') end += 2;
  return { name: tokens[end]?.text ?? '', end: end + 1 };
}

function* tokensOf(sql: string): Generator<Token> {
  for (let at = 0; at < sql.length;) {
    const comment = blockComment(sql, at);
    if (comment > at) {
      at = comment;
      continue;
    }
    for (const [kind, lexeme] of LEXEMES) {
      lexeme.lastIndex = at;
      const text = lexeme.exec(sql)?.[0];
      if (text === undefined) continue;
      if (kind) yield { kind, at, end: at + text.length, text: normal(kind, text) };
      at += text.length;
      break;
    }
  }
}

// They nest.
function blockComment(sql: string, from: number): number {
  if (!sql.startsWith('/*', from)) return from;
  let depth = 0;
  for (let at = from; at < sql.length;) {
    const step = sql.startsWith('/*', at) ? 1 : sql.startsWith('*/', at) ? -1 : 0;
    depth += step;
    at += step === 0 ? 1 : 2;
    if (depth === 0) return at;
  }
  return sql.length;
}

function normal(kind: Token['kind'], text: string): string {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'name' ? text.replace(/^u&/i, '').slice(1, -1).replaceAll('""', '"') : text;
}

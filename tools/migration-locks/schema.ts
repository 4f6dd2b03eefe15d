import { inBrackets, indexOfWords, nameAt, splitAtCommas, type Token, wordsAt } from './tokens.ts';

/** What the migrations so far say of the tables, as far as it decides how long a further one locks. */
export class Schema {
  readonly #types = new Map<string, string>();
  readonly #notNullChecks = new Map<string, { column: string; valid: boolean }>();

  copy(): Schema {
    const copy = new Schema();
    for (const [key, type] of this.#types) copy.#types.set(key, type);
    for (const [key, check] of this.#notNullChecks) copy.#notNullChecks.set(key, { ...check });
    return copy;
  }

  addTable(table: string, tokens: Token[]): void {
    for (const part of splitAtCommas(inBrackets(tokens))) this.addColumn(table, part);
  }

  /** @param tokens name, type and whatever follows */
  addColumn(table: string, tokens: Token[]): void {
    const { name, end } = nameAt(tokens, 0);
    this.#types.set(`${table}.${name}`, typeOf(tokens.slice(end)));
  }

  /** Whether rows need not be written anew, nor checked: text of any length takes what shorter text was. */
  widens(table: string, column: string, to: Token[]): boolean {
    const [before, after] = [this.#types.get(`${table}.${column}`), typeOf(to)];
    const [old, wide] = [lengthOf(before), lengthOf(after)];
    const widens = old !== undefined && wide !== undefined && wide >= old;
    if (widens) this.#types.set(`${table}.${column}`, after);
    return widens;
  }

  /** Remembers a constraint that says that a column is not null. */
  addCheck(table: string, name: string, tokens: Token[], valid: boolean): void {
    const inside = inBrackets(tokens);
    const { name: column, end } = nameAt(inside, 0);
    const saysNotNull = wordsAt(inside, end, 'is', 'not', 'null') && inside.length === end + 3;
    if (saysNotNull) this.#notNullChecks.set(`${table}.${name}`, { column, valid });
  }

  validate(table: string, name: string): void {
    const check = this.#notNullChecks.get(`${table}.${name}`);
    if (check) check.valid = true;
  }

  isKnownNotNull(table: string, column: string): boolean {
    return [...this.#notNullChecks].some(
      ([key, check]) => key.startsWith(`${table}.`) && check.column === column && check.valid,
    );
  }
}

const AFTER_TYPE = [
  ...['constraint', 'not', 'null', 'check', 'default', 'unique', 'primary', 'references', 'generated'],
  ...['collate', 'using', 'storage', 'compression'],
];

function typeOf(tokens: Token[]): string {
  const ends = AFTER_TYPE.map((word) => indexOfWords(tokens, word)).filter((index) => index >= 0);
  const words = tokens.slice(0, Math.min(tokens.length, ...ends)).map(({ text }) => text);
  return words.join('').replace('charactervarying', 'varchar');
}

// Infinity for text of any length, undefined for what is no text.
function lengthOf(type: string | undefined): number | undefined {
  if (type === 'text' || type === 'varchar') return Infinity;
  const length = /^varchar\((\d+)\)$/.exec(type ?? '')?.[1];
  return length === undefined ? undefined : Number(length);
}

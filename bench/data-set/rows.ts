import { between, type Random, seeded } from './random.ts';
import { WORDS, wordRanks } from './vocabulary.ts';

// Every row is a minute older than the next, and the last one is this old. A fixed time, so that rows, cursors and
// plans are the same in every run.
const NEWEST = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const FIRST_NAMES =
  'Ada Alan Barbara Charles Dana Edsger Frances Grace Hedy Ivan Joan Ken Leslie Margaret Niklaus Olga Peter Radia Sophie Tony Ursula Vint Whitfield Yukihiro Zoë'.split(
    ' ',
  );

export const USER_COLUMNS = 'name, email, created_at';
export const POST_COLUMNS = 'author_id, title, body, created_at';

export function* userRows(count: number): Generator<string[]> {
  const random = seeded(2);
  for (let n = 1; n <= count; n += 1) {
    const first = FIRST_NAMES[between(random, 0, FIRST_NAMES.length - 1)] ?? '';
    const last = WORDS[between(random, 40, 7000)] ?? '';
    yield [`${first} ${capital(last)}`, `user${n}@example.com`, time(count - n)];
  }
}

/** Some authors write much and most hardly anything. */
export function* postRows(count: number, users: number): Generator<string[]> {
  const random = seeded(3);
  const draw = wordRanks();
  const word = () => WORDS[draw(random)] ?? '';
  for (let n = 1; n <= count; n += 1) {
    const author = String(skewed(random, users));
    const title = capital(words(word, between(random, 3, 8)));
    yield [author, title, sentences(random, word), time(count - n)];
  }
}

// The cube gives the busiest of a million a hundredth of all. The prime spreads the busy over all ids.
function skewed(random: Random, users: number): number {
  const rank = Math.floor(random() ** 3 * users);
  return 1 + ((rank * 7919) % users);
}

function sentences(random: Random, word: () => string): string {
  const count = between(random, 2, 6);
  return Array.from({ length: count }, () => `${capital(words(word, between(random, 5, 12)))}.`).join(' ');
}

function words(word: () => string, count: number): string {
  return Array.from({ length: count }, word).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function time(minutesAgo: number): string {
  return new Date(NEWEST - minutesAgo * MINUTE).toISOString();
}

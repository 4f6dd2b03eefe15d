import { between, type Random, seeded } from './random.ts';
import { WORDS, wordRanks } from './vocabulary.ts';

// Every row is a minute older than the next, and the last one is this old. A fixed time, so that rows, cursors and
// plans are the same in every run.
const NEWEST = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
// A prime, so that it scatters ranks over any number of things.
const SPREAD = 7919;
const FIRST_NAMES =
  'Ada Alan Barbara Charles Dana Edsger Frances Grace Hedy Ivan Joan Ken Leslie Margaret Niklaus Olga Peter Radia Sophie Tony Ursula Vint Whitfield Yukihiro Zoë'.split(
    ' ',
  );

export const USER_COLUMNS = 'name, email, created_at';
export const POST_COLUMNS = 'author_id, title, body, created_at, published_at';
export const TAG_COLUMNS = 'post_id, tag';
export const COUNTER_COLUMNS = 'post_id, comment_count, like_count';
export const TAGS = WORDS.slice(40, 2040);
// The one that the last rank of them falls on.
export const RARE_TAG = TAGS[((TAGS.length - 1) * SPREAD) % TAGS.length] ?? '';
const NULL = '\\N';

export function* userRows(count: number): Generator<string[]> {
  const random = seeded(2);
  for (let n = 1; n <= count; n += 1) {
    const first = FIRST_NAMES[between(random, 0, FIRST_NAMES.length - 1)] ?? '';
    const last = WORDS[between(random, 40, 7000)] ?? '';
    yield [`${first} ${capital(last)}`, `user${n}@example.com`, time(count - n)];
  }
}

/** Some authors write much and most hardly anything; one post in twenty is a draft. */
export function* postRows(count: number, users: number): Generator<string[]> {
  const random = seeded(3);
  const draw = wordRanks();
  const word = () => WORDS[draw(random)] ?? '';
  for (let n = 1; n <= count; n += 1) {
    const author = String(1 + skewed(random, users));
    const title = capital(words(word, between(random, 3, 8)));
    const created = time(count - n);
    yield [author, title, sentences(random, word), created, between(random, 1, 20) === 1 ? NULL : created];
  }
}

/** Up to three for each post, some of them often. */
export function* tagRows(posts: number): Generator<string[]> {
  const random = seeded(4);
  for (let post = 1; post <= posts; post += 1) {
    const tags = Array.from({ length: between(random, 0, 3) }, () => TAGS[skewed(random, TAGS.length)] ?? '');
    for (const tag of new Set(tags)) yield [String(post), tag];
  }
}

/** One post in five has been liked, a few of them by many. */
export function* counterRows(posts: number): Generator<string[]> {
  const random = seeded(5);
  for (let post = 1; post <= posts; post += 5) {
    const likes = Math.ceil(1 / (random() + 0.0001));
    yield [String(post), String(Math.floor(likes / 4)), String(likes)];
  }
}

// The cube gives the first of a million a hundredth of all.
function skewed(random: Random, count: number): number {
  return (Math.floor(random() ** 3 * count) * SPREAD) % count;
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

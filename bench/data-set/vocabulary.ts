import { dictionary } from '@zxcvbn-ts/language-common';
import { between, type Random, seeded } from './random.ts';

const STOP_WORDS =
  'the of and to a in is that for it was on with as he be at by this had not are but from or have an they which one';
const SIZE = 40_000;
// Zipf's law as Mandelbrot corrected it, with the values usual for English.
const SHIFT = 2.7;
const SLOTS = 2 ** 22;

/**
 * Words, the commonest first: what English is glued together with, then nouns and verbs, then compounds of two of them
 * for the many words that occur hardly ever.
 */
export const WORDS: readonly string[] = vocabulary();

/** Draws ranks of words as often as they occur in texts: the n-th about 1/n times as often as the first. */
export function wordRanks(): (random: Random) => number {
  const weights = WORDS.map((_word, rank) => 1 / (rank + 1 + SHIFT));
  const perSlot = weights.reduce((total, weight) => total + weight, 0) / SLOTS;
  // A table is a hundred million look-ups faster than a search.
  const slots = new Uint16Array(SLOTS);
  let reached = 0;
  let slot = 0;
  weights.forEach((weight, rank) => {
    reached += weight;
    for (; slot < SLOTS && (slot + 0.5) * perSlot < reached; slot += 1) slots[slot] = rank;
  });
  return (random) => slots[Math.floor(random() * SLOTS)] ?? 0;
}

function vocabulary(): string[] {
  const random = seeded(1);
  const plain = shuffled(
    dictionary['diceware-common'].filter((word) => /^[a-z]+$/.test(word)),
    random,
  );
  const words = new Set([...STOP_WORDS.split(' '), ...plain]);
  const any = () => plain[between(random, 0, plain.length - 1)] ?? '';
  while (words.size < SIZE) words.add(any() + any());
  return [...words];
}

function shuffled(words: readonly string[], random: Random): string[] {
  return words
    .map((word) => ({ word, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
}

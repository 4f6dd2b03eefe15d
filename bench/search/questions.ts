import { WORDS } from '../data-set/vocabulary.ts';

export type Kind = 'word' | 'phrase' | 'prefix' | 'part' | 'typo';

export interface Question {
  name: string;
  kind: Kind;
  text: string;
}

/** Words from common to rare, and what else people type. */
export function questions(): Question[] {
  const middle = WORDS[1000] ?? '';
  return [
    { name: 'common word', kind: 'word', text: WORDS[60] ?? '' },
    { name: 'less common word', kind: 'word', text: middle },
    { name: 'rare word', kind: 'word', text: WORDS[9000] ?? '' },
    { name: 'phrase', kind: 'phrase', text: `${WORDS[60]} ${WORDS[61]}` },
    { name: 'beginning of a word', kind: 'prefix', text: middle.slice(0, 5) },
    { name: 'middle of a word', kind: 'part', text: middle.slice(2, 7) },
    { name: 'word with a typing error', kind: 'typo', text: misspelt(middle) },
  ];
}

/** Without its last vowel. */
function misspelt(word: string): string {
  return word.replace(/[aeiou](?=[^aeiou]*$)/, '');
}

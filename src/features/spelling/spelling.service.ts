import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { editDistance } from './edit-distance.js';
import { type NearWord, SearchWordsRepository } from './search-words.repository.js';

const WORDS_AT_MOST = 10;

/** Suggests what may have been meant. */
@Injectable()
export class SpellingService {
  constructor(
    private readonly database: Database,
    private readonly words: SearchWordsRepository,
  ) {}

  /**
   * What is searched for, with each word that no post has replaced by the most similar one of the titles; its operators
   * stay. Undefined when no word is similar enough.
   */
  async suggest(q: string, language: string): Promise<string | undefined> {
    const words = [...new Set([...q.matchAll(WORD)].map(([word]) => word.toLowerCase()))];
    const asked = words.filter((word) => word !== 'or').slice(0, WORDS_AT_MOST);
    if (asked.length === 0) return undefined;
    const near = await this.words.nearest(asked, language);
    const meant = new Map(asked.map((word) => [word, bestOf(word, near)]));
    const suggestion = q.replace(WORD, (word) => meant.get(word.toLowerCase()) ?? word);
    return suggestion === q ? undefined : suggestion;
  }

  /** Makes the list of words anew, from the titles of what is published. Returns how many changed. */
  refresh(): Promise<number> {
    return this.database.transaction('search.refresh_words', (tx) => this.words.refresh(tx));
  }
}

// Whole words of letters that are not excluded by a minus.
const WORD = /(?<![-\p{L}\p{M}\p{N}])\p{L}{3,40}(?![\p{L}\p{M}\p{N}])/gu;

// One slip in a short word, two in a longer one; of words as near as each other the more common one.
function bestOf(word: string, near: readonly NearWord[]): string | undefined {
  const slips = word.length < 6 ? 1 : 2;
  return near
    .filter(({ asked }) => asked === word)
    .map((candidate) => ({ ...candidate, distance: editDistance(word, candidate.word) }))
    .filter(({ distance }) => distance <= slips)
    .sort((a, b) => a.distance - b.distance || b.posts - a.posts || (a.word < b.word ? -1 : 1))[0]?.word;
}

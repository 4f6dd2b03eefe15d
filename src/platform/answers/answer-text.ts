import { seqOf, tagKey } from '../cache/store/cache-tags.js';
import { type KeptHead, keptHead } from './kept-answer.js';

/**
 * What stands before the body of an answer in Redis, in two lines: its tags with the clock of each, and the rest. It is
 * the same each time that the answer is read, so a process reads it once.
 */
export interface AnswerHead {
  /** As it stands there, line ends included: the body follows. */
  text: string;
  tags: readonly string[];
  /** By which a tag may not have been changed later, in the order of the tags. */
  clocks: readonly number[];
  /** Names of the tags in Redis. */
  tagKeys: readonly string[];
  /** Milliseconds since 1970. */
  storedAt: number;
  freshUntil: number;
  head: KeptHead;
}

interface Rest extends Pick<AnswerHead, 'storedAt' | 'freshUntil'> {
  headers: readonly string[];
}

/** The text but for its first line, which the script that keeps it writes. */
export function answerRest({ headers, storedAt, freshUntil }: Rest, body: string): string {
  return `${JSON.stringify({ headers, storedAt, freshUntil } satisfies Rest)}\n${body}`;
}

export function readAnswerHead(answer: string): AnswerHead {
  const tagsEnd = answer.indexOf('\n');
  const end = answer.indexOf('\n', tagsEnd + 1);
  // A copy: a part of a text keeps the whole of it, the body, in memory.
  const text = Buffer.from(answer.slice(0, end + 1)).toString();
  const words = text.slice(0, tagsEnd).split(' ');
  const tags = words.filter((_, index) => index % 2 === 0);
  const { headers, ...times } = JSON.parse(text.slice(tagsEnd)) as Rest;
  return {
    text,
    tags,
    clocks: words.filter((_, index) => index % 2 === 1).map(Number),
    tagKeys: tags.map(tagKey),
    ...times,
    head: keptHead(headers),
  };
}

/** Whether no tag was changed since, and all are still known. */
export function isStillRight({ clocks }: AnswerHead, states: readonly (string | null)[]): boolean {
  return clocks.every((clock, index) => seqOf(states[index]) <= clock);
}

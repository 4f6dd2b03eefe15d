import { createHash } from 'node:crypto';
import { malformed } from '../../shared/app-error.js';

/** What is searched for. */
export interface Question {
  q: string;
  language: string;
}

/** The place in the order of a search: the rank is a `real`, whose shortest decimal form is exact. */
export interface Place {
  rank: number;
  id: number;
}

export function encodePlace(question: Question, { rank, id }: Place): string {
  return Buffer.from(JSON.stringify([digest(question), rank, id])).toString('base64url');
}

/** Throws `cursor_invalid`, also for a cursor of another question. */
export function decodePlace(question: Question, cursor: string): Place {
  try {
    const [of, rank, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const fits = of === digest(question) && Number.isFinite(rank) && Math.fround(rank as number) < Infinity;
    if (fits && Number.isSafeInteger(id)) return { rank: rank as number, id: id as number };
  } catch {
    // Answered below like every other cursor that is not ours.
  }
  throw malformed('cursor', 'cursor_invalid', 'cursor must be one that this search has given.');
}

function digest({ q, language }: Question): string {
  return createHash('sha256').update(`${language} ${q}`).digest('base64url').slice(0, 8);
}

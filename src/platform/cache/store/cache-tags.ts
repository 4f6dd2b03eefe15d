import { FURTHEST, parsePosition, type WalPosition } from '../../../shared/wal-position.js';

/** Counts changes: as long as it stands, no tag was changed. See `cache-scripts.ts`. */
export const CLOCK_KEY = 'cache:clock';

/** Every value has it: a change drops all there is. */
export const EVERYTHING = '*';

/** What is known of a tag in Redis, where it is a JSON text `"<seq>|<position>"`. */
export interface TagState {
  /** The clock when it was changed last. */
  seq: number;
  /** Of the log, at or behind all that it was changed for; `sortable`. */
  position: string;
}

/** Every value of the definition has it. */
export function namespaceTag(name: string): string {
  return `ns:${name}`;
}

export function tagKey(tag: string): string {
  // Tags are published in one line, parted by spaces.
  if (!/^[^\s]{1,500}$/.test(tag)) throw new Error(`${JSON.stringify(tag)} is no name of a tag`);
  return `tag:${tag}`;
}

/** Undefined for what is missing, and for anything else. */
export function parseTag(text: unknown): TagState | undefined {
  if (typeof text !== 'string') return undefined;
  const at = text.indexOf('|');
  const seq = Number(text.slice(0, at));
  return at > 0 && Number.isSafeInteger(seq) ? { seq, position: text.slice(at + 1) } : undefined;
}

/** The clock when a tag was changed last, of its text as Redis has it; infinite for what is missing. */
export function seqOf(text: string | null | undefined): number {
  return text ? Number(text.slice(1, text.indexOf('|'))) : Infinity;
}

/** As `formatPosition`, of fixed width, so that the later of two is the greater text. */
export function sortable({ timeline, lsn }: WalPosition): string {
  return `${timeline.toString(16).padStart(8, '0')}:${lsn.toString(16).padStart(16, '0')}`;
}

/** Where nobody knows the position, only the primary is sure to have what the tag was changed for. */
export function fromSortable(text: string): WalPosition {
  return parsePosition(text) ?? FURTHEST;
}

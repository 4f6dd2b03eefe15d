import { plannableText } from '../database/statement-shape.js';
import type { StatementStats } from '../database/statement-log.js';
import type { QueryLogEntry, QueryShape } from './query-log-entry.js';

// Longer ones are lists of rows to insert; nobody reads them to the end.
const LONGEST_TEXT = 20_000;
const FINGERPRINTS_REMEMBERED = 2000;

/** What waits to be written: bounded, in the order of events. */
export class QueryLogBuffer {
  readonly entries: QueryLogEntry[] = [];
  readonly shapes: QueryShape[] = [];
  readonly #known = new Set<string>();

  constructor(readonly room: number) {}

  /** Returns false when there is no room. */
  add(entry: QueryLogEntry, { shape }: StatementStats, sql: string): boolean {
    if (this.entries.length >= this.room) return false;
    if (!this.#known.has(entry.fingerprint)) this.#addShape(entry.fingerprint, shape, sql);
    this.entries.push(entry);
    return true;
  }

  /** The oldest ones, so many of each, are written or given up. */
  remove(entries: number, shapes: number): void {
    this.entries.splice(0, entries);
    this.shapes.splice(0, shapes);
  }

  /** The shapes that come from now on are to be stored again: the retention may have removed them. */
  forgetShapes(): void {
    this.#known.clear();
  }

  #addShape(fingerprint: string, shape: string, sql: string): void {
    if (this.#known.size >= FINGERPRINTS_REMEMBERED) this.#known.clear();
    this.#known.add(fingerprint);
    const statement = sql.length <= LONGEST_TEXT ? plannableText(sql) : undefined;
    this.shapes.push({ fingerprint, shape: shape.slice(0, LONGEST_TEXT), statement });
  }
}

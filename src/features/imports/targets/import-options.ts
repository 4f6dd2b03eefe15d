import type { CsvDialect } from '../../../platform/csv/csv-dialect.js';

/** What becomes of a row whose key is in the table already. */
export const CONFLICT_POLICIES = ['skip', 'update', 'reject'] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

/** Steps from the text of a column to that of a field, done in order. */
export type Transform =
  | { do: 'trim' | 'lower' | 'upper' }
  /** For what is empty. */
  | { do: 'default'; value: string }
  /** The part at this place, from 0, between separators. */
  | { do: 'split'; separator: string; part: number }
  /** Letters are parts of dates: yyyy, yy, MM, dd, HH, mm, ss, and M, d, H of one digit or two. Read as UTC. */
  | { do: 'date'; format: string }
  /** Which characters stand before decimals and between thousands. */
  | { do: 'number'; decimal: '.' | ','; thousands: '' | '.' | ',' | ' ' | "'" }
  /** Texts and columns one after the other: `{First name} {Last name}`. */
  | { do: 'template'; template: string };

/** All that decides what an import does. Settled when it is made: nothing is guessed again when it goes on. */
export interface ImportOptions {
  dialect: CsvDialect;
  /** Names of the columns of the file, in order, each once. */
  columns: string[];
  /** Column → field. A field has one column at the most; columns that are not here are left out. */
  mapping: Record<string, string>;
  /** By field. A field without a column begins with an empty text. */
  transforms: Record<string, Transform[]>;
  onConflict: ConflictPolicy;
  /** Rows; null: as many as suits latency and memory. */
  batchSize: number | null;
  /** Everything is tried, and nothing kept but what would be rejected. */
  dryRun: boolean;
  /** Whether new users without a password are invited by mail. */
  invite: boolean;
}

import type { EventDefinition } from '../../../platform/events/define-event.js';
import type { Permission } from '../../../shared/permissions.js';
import type { ImportOptions } from './import-options.js';

/** What is wrong with a text. */
export interface Problem {
  /** Machine-readable. */
  code: string;
  message: string;
}

/** Says of a text that is not empty what the database is to be given for it, or what is wrong with it. */
export type Check = (text: string) => string | Problem;

/** A row of another table that is found by the text of a field; staging tables hold the text. */
export interface Lookup {
  table: string;
  /** Column that is compared with the text, and unique. */
  by: string;
  /** Column whose value is written. */
  value: string;
  /** For rows that find none. */
  missing: Problem;
}

export interface ImportField {
  /** As mappings have it. */
  name: string;
  /** Of the table. */
  column: string;
  /** SQL type of the text: of the column, and with a lookup of `lookup.by`. */
  type: string;
  required: boolean;
  /** What is written for an empty text, as COPY reads it; null: NULL. Of no concern when the field is required. */
  empty: string | null;
  /** Other names that columns of files have for it; case, spaces and signs do not matter. */
  synonyms: readonly string[];
  check: Check;
  /** Who may map it, if not everybody who may import. */
  permission?: Permission;
  /** Whether only new rows are given it: in one that is there already it stays as it is. */
  onlyNew?: true;
  lookup?: Lookup;
}

/** What rows of a file can become. */
export interface ImportTarget {
  name: string;
  /** Who may import such rows, of those who may import. */
  permission: Permission;
  table: string;
  /** In the order in which COPY is given them. */
  fields: readonly ImportField[];
  /** What says that a row is in the table already: a field and the unique constraint of its column. */
  key?: { field: string; constraint: string };
  /** What is told after each batch that wrote something. */
  imported: EventDefinition<{ updated: boolean }>;
  /** Whether rows are users, who can be invited. */
  invites?: true;
}

/** Fields that an import writes, in order: those with a column of the file, and those made by transforms alone. */
export function writtenFields(
  target: ImportTarget,
  { mapping, transforms }: Pick<ImportOptions, 'mapping' | 'transforms'>,
): ImportField[] {
  const written = new Set([...Object.values(mapping), ...Object.keys(transforms)]);
  return target.fields.filter(({ name }) => written.has(name));
}

/** Field that is the key of rows in this import; undefined when they have none. */
export function writtenKey(
  target: ImportTarget,
  options: Pick<ImportOptions, 'mapping' | 'transforms'>,
): ImportField | undefined {
  return writtenFields(target, options).find(({ name }) => name === target.key?.field);
}

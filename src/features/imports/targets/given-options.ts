import { z } from 'zod';
import type { CsvDialect } from '../../../platform/csv/csv-dialect.js';
import type { FieldError } from '../../../shared/app-error.js';
import { keepableText, transformSteps } from '../transforms/transform-schema.js';
import { CONFLICT_POLICIES, type ImportOptions } from './import-options.js';

/** What somebody says of an import; all of it may be left out. */
export type GivenOptions = Partial<Omit<ImportOptions, 'dialect' | 'columns'>>;

const MAX_NAME = 1000;
const MAX_ENTRIES = 2000;

const few = (entries: object) => Object.keys(entries).length <= MAX_ENTRIES;

const given: z.ZodType<GivenOptions> = z.object({
  mapping: z
    .record(keepableText(MAX_NAME), keepableText(MAX_NAME))
    .refine(few, 'has too many columns')
    .optional(),
  transforms: z.record(keepableText(MAX_NAME), transformSteps).refine(few, 'has too many fields').optional(),
  onConflict: z.enum(CONFLICT_POLICIES).optional(),
  batchSize: z.int().min(1).max(50_000).nullish(),
  dryRun: z.boolean().optional(),
  invite: z.boolean().optional(),
});

/** What is wrong with the form of options, wherever they come from. */
export function formErrors(options: GivenOptions): FieldError[] {
  const { error } = given.safeParse(options);
  return (error?.issues ?? []).map(({ path, code, message }) => {
    const field = path.map((part) => String(part).slice(0, 60)).join('.');
    return { field, code, message: `${field}: ${message}` };
  });
}

const columnName = keepableText(MAX_NAME);

/** What is known of the file. */
export interface KnownFile {
  dialect: CsvDialect;
  columns: string[];
}

export function fileErrors({ dialect, columns }: KnownFile): FieldError[] {
  return [...dialectErrors(dialect), ...columnErrors(columns)];
}

// papaparse takes a comma where these are not kept, and says nothing.
function dialectErrors({ delimiter, quote }: CsvDialect): FieldError[] {
  const error = (field: string, code: string, message: string) => [
    { field, code, message: `${field} must be ${message}` },
  ];
  if (!ONE_CHARACTER.test(delimiter) || delimiter === '"')
    return error('delimiter', 'badDelimiter', 'one ASCII character, no line end and not "');
  if (!ONE_CHARACTER.test(quote)) return error('quote', 'badQuote', 'one ASCII character and no line end');
  return delimiter === quote ? error('quote', 'badQuote', 'another character than the delimiter') : [];
}

const ONE_CHARACTER = /^[\t -~]$/;

/** Names of columns that cannot be kept or are far too many: such a file is none of rows. */
function columnErrors(columns: readonly string[]): FieldError[] {
  const error = (message: string) => [{ field: 'file', code: 'badHeader', message }];
  if (columns.length > MAX_ENTRIES) return error(`the file has more than ${MAX_ENTRIES} columns`);
  const bad = columns.findIndex((name) => !columnName.safeParse(name).success);
  return bad < 0 ? [] : error(`the name of column ${bad + 1} of the file is too long or no text`);
}

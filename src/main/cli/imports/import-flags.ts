import type { CsvEncoding } from '../../../platform/csv/csv-dialect.js';
import type { ConflictPolicy, Transform } from '../../../features/imports/targets/import-options.js';

export interface RunFlags {
  rejects?: string;
  quiet?: boolean;
}

/** What the command line says of an import. */
export interface ImportFlags extends RunFlags {
  target: string;
  map: Record<string, string>;
  transform: Record<string, Transform[]>;
  onConflict: ConflictPolicy;
  batchSize?: number;
  dryRun?: boolean;
  invite?: boolean;
  delimiter?: string;
  quote?: string;
  encoding?: CsvEncoding;
  header: boolean;
  resume?: string;
}

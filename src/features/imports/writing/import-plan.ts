import type { Import } from '../import.entity.js';
import type { ImportOptions } from '../targets/import-options.js';
import type { ImportTarget } from '../targets/import-target.js';
import { importTarget } from '../targets/import-targets.js';
import { TargetSql } from './target-sql.js';

/** How the rows of an import are written. */
export interface ImportPlan {
  importId: string;
  target: ImportTarget;
  options: ImportOptions;
  sql: TargetSql;
  /** Whether batches may go straight into the table, as long as nothing speaks against it. */
  isPlain: boolean;
}

export function planOf({ id, target: name, options }: Pick<Import, 'id' | 'target' | 'options'>): ImportPlan {
  const target = importTarget(name);
  const sql = new TargetSql(target, options);
  const looksUp = sql.fields.some(({ lookup }) => lookup !== undefined);
  const isPlain = !looksUp && !options.dryRun && !options.invite;
  return { importId: id, target, options, sql, isPlain };
}

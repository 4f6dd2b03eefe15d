import type { Transaction } from '../../../platform/database/transaction.js';
import type { ImportField } from '../targets/import-target.js';
import type { ImportPlan } from './import-plan.js';
import { STAGING } from './target-sql.js';

/**
 * A dry run keeps nothing but must find what rows do to later ones: what a row with a key would have become is
 * remembered, and is there again while later rows with the same key are tried.
 */
export async function recallDryRows(tx: Transaction, { importId, sql, options }: ImportPlan): Promise<void> {
  if (!sql.key) return;
  const again =
    options.onConflict === 'update' ? sql.onConflict : `ON CONFLICT ("${sql.key.column}") DO NOTHING`;
  await tx.manager.query(
    `${sql.insertion}
     FROM (SELECT DISTINCT ${hash(sql.key)} AS key FROM ${STAGING} AS s WHERE "${sql.key.column}" IS NOT NULL) AS k
     JOIN LATERAL (SELECT d.values FROM import_dry_rows AS d WHERE d.import_id = $1 AND d.key = k.key LIMIT 1)
       AS known ON true
     CROSS JOIN LATERAL jsonb_populate_record(NULL::${STAGING}, known.values) AS s ${again}`,
    [importId],
  );
}

/** @param refused `n` of the rows that would not be taken */
export async function rememberDryRows(
  tx: Transaction,
  { importId, sql, options }: ImportPlan,
  refused: readonly number[],
): Promise<void> {
  if (!sql.key) return;
  const isUpdate = options.onConflict === 'update';
  await tx.manager.query(
    `INSERT INTO import_dry_rows (import_id, key, values)
     SELECT DISTINCT ON (1, 2) $1::uuid, ${hash(sql.key)}, to_jsonb(s) - 'n' FROM ${STAGING} AS s
     WHERE "${sql.key.column}" IS NOT NULL AND n <> ALL ($2::integer[])
     ORDER BY 1, 2, n ${isUpdate ? 'DESC' : 'ASC'}
     ON CONFLICT (import_id, key) DO ${isUpdate ? 'UPDATE SET values = EXCLUDED.values' : 'NOTHING'}`,
    [importId, refused],
  );
}

// The case of a citext does not make another key.
function hash({ column, type }: ImportField): string {
  return `md5(${type === 'citext' ? `lower(s."${column}"::text)` : `s."${column}"::text`})::uuid`;
}

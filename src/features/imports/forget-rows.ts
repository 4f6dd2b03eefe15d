import type { DataSource } from 'typeorm';

const AT_ONCE = 10_000;

/**
 * Deletes what an import has in a table, in pieces that commit one by one: there may be as much of it as of the file. When
 * it ends early, calling it again goes on.
 */
export async function forgetRows(
  database: Pick<DataSource, 'query'>,
  table: 'import_rejects' | 'import_dry_rows',
  importId: string,
): Promise<void> {
  for (let deleted = AT_ONCE; deleted === AT_ONCE;)
    [, deleted] = await database.query<[unknown, number]>(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE import_id = $1 LIMIT $2))`,
      [importId, AT_ONCE],
    );
}

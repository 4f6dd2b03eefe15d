import type { QueryRunner } from 'typeorm';

/**
 * Builds an index while others write, in a migration with `transaction = false`. Can be repeated: an index that is
 * complete stays, one that an earlier attempt left behind INVALID is dropped and built again.
 *
 * @param sql the whole statement: `CREATE INDEX CONCURRENTLY "posts_title_idx" ON "posts" ("title")`
 */
export async function createIndexConcurrently(
  queryRunner: QueryRunner,
  name: string,
  sql: string,
): Promise<void> {
  if (queryRunner.isTransactionActive)
    throw new Error(`the migration that creates ${name} concurrently needs: readonly transaction = false`);
  const found = await validity(queryRunner, name);
  if (found === true) return;
  await patiently(queryRunner, async () => {
    if (found === false) await queryRunner.query(`DROP INDEX CONCURRENTLY "${name}"`);
    await queryRunner.query(sql);
  });
  if (!(await validity(queryRunner, name))) throw new Error(`no valid index ${name} was made by: ${sql}`);
}

/** Undefined when there is no such index. */
async function validity(queryRunner: QueryRunner, name: string): Promise<boolean | undefined> {
  const rows = (await queryRunner.query(
    `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass(quote_ident($1))`,
    [name],
  )) as { valid: boolean }[];
  return rows[0]?.valid;
}

// It waits for every transaction that is older, to have seen all of the table; and whoever reads or writes does not
// wait for it. So nothing is won by giving up.
async function patiently(queryRunner: QueryRunner, work: () => Promise<void>): Promise<void> {
  const [row] = (await queryRunner.query(`SELECT current_setting('lock_timeout') AS before`)) as {
    before: string;
  }[];
  await queryRunner.query('SET lock_timeout = 0');
  try {
    await work();
  } finally {
    await queryRunner.query(`SELECT set_config('lock_timeout', $1, false)`, [row?.before]);
  }
}

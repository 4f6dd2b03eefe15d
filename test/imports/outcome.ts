import { createHash } from 'node:crypto';
import type { ImportCounts, TestImports } from '../support/imports.ts';

/** All that an import leaves, but for ids and times. */
export interface Outcome {
  state: string | undefined;
  counts: ImportCounts;
  /** Hashes of rows in order. */
  rows: string;
  rejects: string;
}

export async function outcomeOf(imports: TestImports, id: string): Promise<Outcome> {
  const found = await imports.find(id);
  const rows = await imports.ask(
    `SELECT count(*)::int, md5(string_agg(concat_ws('|', name, email, role, version), ' ' ORDER BY email)) FROM users`,
  );
  return {
    state: found?.state,
    counts: await imports.counts(id),
    rows: JSON.stringify(rows),
    rejects: hash(await imports.rejects(id)),
  };
}

/** Deletes all users at once; the ledger, which is empty, would not let them go. */
export async function emptyUsers(imports: TestImports): Promise<void> {
  await imports.ask(
    `CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     TRUNCATE users CASCADE`,
  );
}

function hash(rows: unknown[]): string {
  return `${rows.length} ${createHash('md5').update(JSON.stringify(rows)).digest('hex')}`;
}

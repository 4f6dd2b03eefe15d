import type { Client } from 'pg';

export interface SecondaryIndex {
  name: string;
  table: string;
  drop: string;
  create: string;
}

/** All indexes of the tables but the primary keys, with what removes and what brings back each. */
export async function secondaryIndexes(client: Client, tables: readonly string[]): Promise<SecondaryIndex[]> {
  const { rows } = await client.query<SecondaryIndex>(
    `SELECT indexname AS "name", tablename AS "table",
       CASE WHEN conname IS NULL THEN format('DROP INDEX %I', indexname)
            ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', tablename, conname) END AS "drop",
       CASE WHEN conname IS NULL THEN indexdef
            ELSE format('ALTER TABLE %I ADD CONSTRAINT %I ', tablename, conname) || pg_get_constraintdef(c.oid)
            END AS "create"
     FROM pg_indexes
     JOIN pg_index ON indexrelid = format('%I.%I', schemaname, indexname)::regclass AND NOT indisprimary
     LEFT JOIN pg_constraint AS c ON conindid = indexrelid AND contype IN ('u', 'x')
     WHERE schemaname = 'public' AND tablename = ANY ($1)
     ORDER BY tablename, indexname`,
    [tables],
  );
  return rows;
}

/** Makes what is missing of them, as when a run ended between dropping and rebuilding. */
export async function restoreIndexes(client: Client, wanted: readonly SecondaryIndex[]): Promise<void> {
  const tables = [...new Set(wanted.map(({ table }) => table))];
  const there = new Set((await secondaryIndexes(client, tables)).map(({ name }) => name));
  for (const { name, create } of wanted) if (!there.has(name)) await client.query(create);
}

export async function megabytesOf(client: Client, index: string): Promise<number> {
  const { rows } = await client.query<{ size: string }>('SELECT pg_relation_size($1::regclass) AS size', [
    index,
  ]);
  return Number(rows[0]?.size) / 2 ** 20;
}

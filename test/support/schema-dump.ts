import pg from 'pg';

const PARTS = {
  columns: `SELECT format('%s.%s %s %s default %s identity %s', table_name, column_name, data_type ||
      coalesce('(' || datetime_precision || ')', '') || ' ' || udt_name, is_nullable, column_default, identity_generation)
    FROM information_schema.columns WHERE table_schema = 'public'`,
  constraints: `SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  indexes: `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  views: `SELECT format('%s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'`,
  triggers: `SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
  functions: `SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
      SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')`,
};

/** What the schema of a database is made of, apart from TypeORM's own tables. */
export async function dumpSchema(url: string): Promise<Record<keyof typeof PARTS, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const parts = await Promise.all(
      Object.entries(PARTS).map(async ([part, sql]) => {
        const { rows } = await client.query<[string]>({ text: sql, rowMode: 'array' });
        const own = rows
          .map(([line]) => line)
          .filter((line) => !/\b(migrations|typeorm_metadata)\b/.test(line));
        return [part, own.sort()];
      }),
    );
    return Object.fromEntries(parts) as Awaited<ReturnType<typeof dumpSchema>>;
  } finally {
    await client.end();
  }
}

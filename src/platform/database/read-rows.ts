import type { DataSource } from 'typeorm';

/** Reads by SQL of one's own, from where reads are served; `DataSource.query` would go to the primary. */
export async function readRows<Row>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const runner = dataSource.createQueryRunner('slave');
  try {
    return (await runner.query(sql, [...parameters])) as Row[];
  } finally {
    await runner.release();
  }
}

import type { Client } from 'pg';
import type { SecondaryIndex } from '../data-set/secondary-indexes.ts';
import { type Explained, explain, uses } from '../plans/explain.ts';
import type { Statement } from '../plans/sent-statements.ts';
import type { Asked } from '../plans/watched-api.ts';
import type { Question } from './questions.ts';

export type AskedQuestion = Question & Asked;

export interface IndexEffect {
  path: string;
  index: string;
  megabytes: number;
  sql: string;
  before: Explained;
  after: Explained;
}

/** Explains the statement that an index serves without it and with it. */
export async function compareIndex(
  client: Client,
  indexes: readonly SecondaryIndex[],
  { path, index, statements }: AskedQuestion,
  runs: number,
): Promise<IndexEffect> {
  const dropped = indexes.find(({ name }) => name === index);
  if (!dropped) throw new Error(`there is no index ${index}`);
  const statement = await servedBy(client, statements, index);
  const { table } = dropped;
  const after = await explain(client, statement, { table, runs });
  const before = await without(client, [dropped], () => explain(client, statement, { table, runs }));
  const size = await client.query<{ size: string }>('SELECT pg_relation_size($1::regclass) AS size', [index]);
  return { path, index, megabytes: Number(size.rows[0]?.size) / 2 ** 20, sql: statement.sql, before, after };
}

/** Runs `work` in a transaction that has dropped the indexes and is rolled back, which brings them back at once. */
export async function without<T>(
  client: Client,
  indexes: readonly SecondaryIndex[],
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    for (const { drop } of indexes) await client.query(drop);
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

async function servedBy(client: Client, statements: readonly Statement[], index: string): Promise<Statement> {
  for (const statement of statements) if (await uses(client, statement, index)) return statement;
  const [first] = statements;
  if (!first) throw new Error('the API answered without a statement');
  return first;
}

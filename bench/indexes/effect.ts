import type { Client } from 'pg';
import { without } from '../data-set/dropped-indexes.ts';
import { megabytesOf, type SecondaryIndex } from '../data-set/secondary-indexes.ts';
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
  { path, index, likewise = [], statements }: AskedQuestion,
  runs: number,
): Promise<IndexEffect> {
  const dropped = [index, ...likewise].map((name) => find(indexes, name));
  const { table } = find(indexes, index);
  // What watches over the nodes may have asked in between.
  const reads = statements.filter(({ sql }) => new RegExp(`\\b${table}\\b`).test(sql));
  const statement = await servedBy(client, reads, index);
  const after = await explain(client, statement, { table, runs });
  const before = await without(client, dropped, () => explain(client, statement, { table, runs }));
  return { path, index, megabytes: await megabytesOf(client, index), sql: statement.sql, before, after };
}

async function servedBy(client: Client, statements: readonly Statement[], index: string): Promise<Statement> {
  for (const statement of statements) if (await uses(client, statement, index)) return statement;
  const [first] = statements;
  if (!first) throw new Error(`the API answered without reading what ${index} is of`);
  return first;
}

function find(indexes: readonly SecondaryIndex[], name: string): SecondaryIndex {
  const index = indexes.find((candidate) => candidate.name === name);
  if (!index) throw new Error(`there is no index ${name}`);
  return index;
}

import type { Client } from 'pg';
import { without } from '../data-set/dropped-indexes.ts';
import { megabytesOf, secondaryIndexes } from '../data-set/secondary-indexes.ts';
import { type Explained, explain } from '../plans/explain.ts';
import { type Method, METHODS } from './methods.ts';
import { type Question, questions } from './questions.ts';

export interface Found extends Partial<Explained> {
  question: string;
  text: string;
  /** Undefined when the method has no means to ask. */
  hits?: number;
}

export interface MethodResult {
  method: string;
  megabytes?: number;
  buildSeconds?: number;
  found: Found[];
}

/** Asks every method the same: how many posts have a title like that. Each has its own index and no other. */
export async function searchTitles(client: Client, runs: number): Promise<MethodResult[]> {
  const present = (await secondaryIndexes(client, ['posts'])).filter(({ name }) => name.includes('title'));
  const results: MethodResult[] = [];
  for (const method of METHODS) {
    console.log(`${method.name} …`);
    const others = present.filter(({ name }) => name !== method.index);
    results.push(await without(client, others, () => tryMethod(client, method, runs)));
  }
  return results;
}

export async function tryMethod(client: Client, method: Method, runs: number): Promise<MethodResult> {
  const startedAt = performance.now();
  if (method.create) await client.query(method.create);
  const buildSeconds = (performance.now() - startedAt) / 1000;
  // Of an index on an expression the planner knows nothing before.
  if (method.create) await client.query('ANALYZE posts');
  const found: Found[] = [];
  for (const question of questions()) found.push(await ask(client, method, question, runs));
  return {
    method: method.name,
    ...(method.index && { megabytes: await megabytesOf(client, method.index) }),
    ...(method.create && { buildSeconds }),
    found,
  };
}

async function ask(client: Client, method: Method, question: Question, runs: number): Promise<Found> {
  const condition = method.condition(question);
  const asked = { question: question.name, text: question.text };
  if (condition === undefined) return asked;
  const statement = { sql: `SELECT count(*) AS hits FROM posts WHERE ${condition}`, values: [question.text] };
  const { rows } = await client.query<{ hits: string }>(statement.sql, statement.values);
  return {
    ...asked,
    hits: Number(rows[0]?.hits),
    ...(await explain(client, statement, { table: 'posts', runs })),
  };
}

import type { Client } from 'pg';
import { type Explained, explain } from '../plans/explain.ts';
import type { Asked } from '../plans/watched-api.ts';
import type { AskedDepth } from './requests.ts';

/** One way to one page. */
export interface PageCost {
  path: string;
  /** Of the answer of the API. */
  requestMs: number;
  /** Of the statement that reads the rows. */
  list: Explained;
  /** Of the one that counts them, which only numbered pages need. */
  count?: Explained;
}

export interface Depth {
  page: number;
  offset: PageCost;
  keyset: PageCost;
}

export async function explainDepth(
  client: Client,
  { page, offset, keyset }: AskedDepth,
  runs: number,
): Promise<Depth> {
  return {
    page,
    offset: await explainPage(client, offset, runs),
    keyset: await explainPage(client, keyset, runs),
  };
}

async function explainPage(client: Client, { path, ms, statements }: Asked, runs: number): Promise<PageCost> {
  const list = statements.find(({ sql }) => /\bFROM "?posts"?.*\bLIMIT\b/s.test(sql));
  const count = statements.find(({ sql }) => /\bCOUNT\(/i.test(sql));
  if (!list) throw new Error(`no statement for ${path} has a limit`);
  const options = { table: 'posts', runs };
  return {
    path,
    requestMs: ms,
    list: await explain(client, list, options),
    ...(count && { count: await explain(client, count, options) }),
  };
}

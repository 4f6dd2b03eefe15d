import { createClient } from 'redis';
import type { TestApi } from './api.ts';
import { workerEnvironment } from './worker-environment.ts';

/** All that the database of this test holds, as text; bytes as hexadecimal. */
export async function databaseText({ dataSource }: TestApi): Promise<string> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows: string[] = [];
  for (const { name } of tables)
    for (const { row } of await dataSource.query<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`))
      rows.push(`${name}: ${row}`);
  return rows.join('\n');
}

/** All that both Redis servers hold for this test, as they would write it to disk. */
export async function redisText(): Promise<string> {
  const { REDIS_QUEUE_URL, REDIS_CACHE_URL } = await workerEnvironment();
  const texts = await Promise.all([REDIS_QUEUE_URL, REDIS_CACHE_URL].map((url) => textOf(url ?? '')));
  return texts.join('\n');
}

const connect = (url: string) => createClient({ url }).connect();

async function textOf(url: string): Promise<string> {
  const client = await connect(url);
  const rows: string[] = [];
  for (const key of await client.keys('*')) rows.push(`${key}: ${await contentOf(client, key)}`);
  client.destroy();
  return rows.join('\n');
}

async function contentOf(client: Awaited<ReturnType<typeof connect>>, key: string): Promise<string> {
  const read: Record<string, () => Promise<unknown>> = {
    string: () => client.get(key),
    hash: () => client.hGetAll(key),
    list: () => client.lRange(key, 0, -1),
    set: () => client.sMembers(key),
    zset: () => client.zRange(key, 0, -1),
    stream: () => client.xRange(key, '-', '+'),
  };
  return JSON.stringify(await read[await client.type(key)]?.());
}

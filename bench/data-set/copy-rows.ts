import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

const CHUNK = 256 * 1024;

/** Adds rows by `COPY ${target}`. Texts must have no tabs, line ends and backslashes. */
export async function copyRows(client: Client, target: string, rows: Iterable<string[]>): Promise<number> {
  const copy = client.query(from(`COPY ${target}`));
  await pipeline(Readable.from(chunks(rows)), copy);
  return copy.rowCount;
}

function* chunks(rows: Iterable<string[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row.join('\t')}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

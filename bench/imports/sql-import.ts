import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { withClient } from '../with-client.ts';
import { TABLE_COLUMNS } from './files.ts';
import { report } from './import-result.ts';

// node bench/imports/sql-import.ts <way> <file as COPY takes it> <rows>
const [way = '', file = '', rows = ''] = process.argv.slice(2);

const WAYS: Record<string, (client: Client) => Promise<number>> = {
  copy: copyFile,
  rows: (client) => insert(client, 1),
  multi: (client) => insert(client, 500),
};

await withClient(process.env.DATABASE_URL ?? '', (client) =>
  report(async () => ({ inserted: (await WAYS[way]?.(client)) ?? NaN })),
);

/** As `\copy` of psql does. */
async function copyFile(client: Client): Promise<number> {
  const copy = client.query(from(`COPY users (${TABLE_COLUMNS}) FROM STDIN`));
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), copy);
  return copy.rowCount;
}

/** Each statement commits by itself. */
async function insert(client: Client, size: number): Promise<number> {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, Number(rows));
  const values = lines.map((line) => line.split('\t').map((cell) => (cell === '\\N' ? null : cell)));
  for (let start = 0; start < values.length; start += size) {
    const some = values.slice(start, start + size);
    const places = some.map((row, n) => `(${row.map((_, m) => `$${n * row.length + m + 1}`).join(', ')})`);
    await client.query(`INSERT INTO users (${TABLE_COLUMNS}) VALUES ${places.join(', ')}`, some.flat());
  }
  return values.length;
}

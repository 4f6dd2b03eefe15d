import 'reflect-metadata';
import { createReadStream } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { CSV_COLUMNS } from './files.ts';
import { report } from './import-result.ts';
import { type ImportView, loadProduct } from './product.ts';

// node bench/imports/product-import.ts <CSV> <onConflict>
const [file = '', onConflict = 'reject'] = process.argv.slice(2);
const product = await loadProduct();

const options = {
  dialect: { encoding: 'utf-8', delimiter: ',', quote: '"', newline: '\n', header: true },
  columns: CSV_COLUMNS,
  mapping: {
    Name: 'name',
    'E-mail': 'email',
    Role: 'role',
    Verified: 'emailVerifiedAt',
    Joined: 'createdAt',
  },
  transforms: {},
  onConflict,
  batchSize: null,
  dryRun: false,
  invite: false,
};

await product.withApp(async (app) => {
  const upload = await app.get(product.UploadsService).receive(null, 'bench.csv', createReadStream(file));
  const asked = { upload, target: 'users', options, enqueue: false };
  const { id } = await app
    .get(product.Database)
    .transaction('bench.import', (tx) => app.get(product.ImportsService).create(tx, null, asked));
  await report(async () => (await run(app, id)).progress);
});

/** As a worker does that has nothing else to do: portion after portion. */
async function run(app: INestApplicationContext, id: string): Promise<ImportView> {
  const { signal } = new AbortController();
  while ((await app.get(product.ImportRuns).runPortion(id, { signal })) === 'more');
  const done = await app.get(product.ImportsService).get(id);
  if (done.state !== 'completed') throw new Error(`the import is ${done.state}: ${done.message}`);
  return done;
}

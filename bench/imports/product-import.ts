import 'reflect-metadata';
import { createReadStream } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { report } from './import-result.ts';
import { type ImportView, loadProduct, makeImport } from './product.ts';

// node bench/imports/product-import.ts <CSV> <onConflict>
const [file = '', onConflict = 'reject'] = process.argv.slice(2);
const product = await loadProduct();

await product.withApp(async (app) => {
  const id = await makeImport(product, app, createReadStream(file), { onConflict, enqueue: false });
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

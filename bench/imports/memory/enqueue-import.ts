import 'reflect-metadata';
import { Readable } from 'node:stream';
import { csvChunks } from '../files.ts';
import { loadProduct, makeImport } from '../product.ts';

// node bench/imports/memory/enqueue-import.ts <rows>: prints the id of the import
const product = await loadProduct();
const file = Readable.from(csvChunks(Number(process.argv[2])), { objectMode: false });

await product.withApp(async (app) => {
  const id = await makeImport(product, app, file, { onConflict: 'skip', enqueue: true });
  process.stdout.write(`\n${id}\n`);
});

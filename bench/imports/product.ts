import type { Readable } from 'node:stream';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { importProduct } from '../product.ts';
import { CSV_COLUMNS } from './files.ts';

/** Parts of the compiled product, as far as they are used here. */
interface Product {
  withApp: (work: (app: INestApplicationContext) => Promise<void>) => Promise<void>;
  Database: Type<{ transaction<T>(name: string, work: (tx: object) => Promise<T>): Promise<T> }>;
  UploadsService: Type<{ receive(userId: null, fileName: string, file: Readable): Promise<object> }>;
  ImportsService: Type<{
    create(tx: object, userId: null, fields: object): Promise<ImportView>;
    get(id: string): Promise<ImportView>;
  }>;
  ImportRuns: Type<{ runPortion(id: string, run: { signal: AbortSignal }): Promise<string> }>;
}

export interface ImportView {
  id: string;
  state: string;
  message: string | null;
  progress: { inserted: number; updated: number; skipped: number; rejected: number };
}

export function loadProduct(): Promise<Product> {
  return importProduct<Product>(
    'features/imports/imports.service.js',
    'features/imports/runs/import-runs.service.js',
    'features/uploads/uploads.service.js',
    'main/cli/with-app.js',
    'platform/database/database.js',
  );
}

/** Stores a file and makes the import of it, which is whose to run that `enqueue` says: a worker's, or ours. */
export async function makeImport(
  product: Product,
  app: INestApplicationContext,
  file: Readable,
  { onConflict, enqueue }: { onConflict: string; enqueue: boolean },
): Promise<string> {
  const upload = await app.get(product.UploadsService).receive(null, 'bench.csv', file);
  const asked = { upload, target: 'users', options: { ...OPTIONS, onConflict }, enqueue };
  const { id } = await app
    .get(product.Database)
    .transaction('bench.import', (tx) => app.get(product.ImportsService).create(tx, null, asked));
  return id;
}

const OPTIONS = {
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
  batchSize: null,
  dryRun: false,
  invite: false,
};

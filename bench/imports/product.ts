import type { Readable } from 'node:stream';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { importProduct } from '../product.ts';

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

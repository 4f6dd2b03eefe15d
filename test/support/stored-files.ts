import { readdir } from 'node:fs/promises';
import { workerEnvironment } from './worker-environment.ts';

/** Every file in the storage folder of this test worker, whole or in part. */
export async function storedFiles(): Promise<string[]> {
  const { STORAGE_DIR = '' } = await workerEnvironment();
  const entries = await readdir(STORAGE_DIR, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { DiskStorage } from './disk-storage.js';
import { type Storage, STORAGE } from './storage.js';

/** The storage that the configuration names. */
export async function openStorage({ storage }: Pick<Config, 'storage'>): Promise<Storage> {
  if (storage.kind !== 's3') return new DiskStorage(storage.folder);
  // A third of a second of reading files, which only those wait for who need them.
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(storage);
}

@Global()
@Module({
  providers: [{ provide: STORAGE, inject: [CONFIG], useFactory: openStorage }],
  exports: [STORAGE],
})
export class StorageModule {}

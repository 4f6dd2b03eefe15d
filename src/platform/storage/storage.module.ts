import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { DiskStorage } from './disk-storage.js';
import { S3Storage } from './s3-storage.js';
import { type Storage, STORAGE } from './storage.js';

/** The storage that the configuration names. */
export function openStorage({ storage }: Pick<Config, 'storage'>): Storage {
  return storage.kind === 's3' ? new S3Storage(storage) : new DiskStorage(storage.folder);
}

@Global()
@Module({
  providers: [{ provide: STORAGE, inject: [CONFIG], useFactory: openStorage }],
  exports: [STORAGE],
})
export class StorageModule {}

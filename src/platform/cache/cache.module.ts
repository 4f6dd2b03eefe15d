import { Global, Module } from '@nestjs/common';
import { Cache } from './cache.js';

/** Global, because any feature may have something to keep. */
@Global()
@Module({ providers: [Cache], exports: [Cache] })
export class CacheModule {}

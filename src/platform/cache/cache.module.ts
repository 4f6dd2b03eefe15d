import { Global, Module } from '@nestjs/common';
import { Cache } from './cache.js';
import { NearModule } from './near/near.module.js';

/** Global, because any feature may have something to keep. */
@Global()
@Module({ imports: [NearModule], providers: [Cache], exports: [Cache, NearModule] })
export class CacheModule {}

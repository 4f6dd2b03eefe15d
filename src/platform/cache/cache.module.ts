import { Global, Module } from '@nestjs/common';
import { Cache } from './cache.js';
import { NearModule } from './near/near.module.js';
import { CacheStatsModule } from './stats/stats.module.js';

/** Global, because any feature may have something to keep. */
@Global()
@Module({
  imports: [NearModule, CacheStatsModule],
  providers: [Cache],
  exports: [Cache, NearModule, CacheStatsModule],
})
export class CacheModule {}

import { Global, Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/outbox.module.js';
import { Cache } from './cache.js';
import { CacheChanges } from './changes/cache-changes.js';
import { CacheConnection } from './store/cache-connection.js';
import { CacheFiller } from './loading/cache-filler.js';
import { CacheFlights } from './loading/cache-flights.js';
import { CacheFront } from './cache-front.js';
import { CacheLeases } from './loading/cache-leases.js';
import { CacheLoader } from './loading/cache-loader.js';
import { CacheOutbox } from './changes/cache-outbox.js';
import { CacheRelay } from './changes/cache-relay.js';
import { CacheStore } from './store/cache-store.js';
import { TurnReads } from './store/turn-reads.js';
import { CacheWrites } from './changes/cache-writes.js';
import { NearModule } from './near/near.module.js';
import { CacheGauges } from './stats/cache-gauges.js';
import { CacheStatsModule } from './stats/stats.module.js';

/** Global, because any feature may have something to keep. */
@Global()
@Module({
  imports: [NearModule, CacheStatsModule, OutboxModule],
  providers: [
    Cache,
    CacheChanges,
    CacheConnection,
    CacheFiller,
    CacheFlights,
    CacheFront,
    CacheGauges,
    CacheLeases,
    CacheLoader,
    CacheOutbox,
    CacheStore,
    CacheWrites,
    TurnReads,
  ],
  exports: [Cache, CacheStore, CacheChanges, TurnReads, NearModule, CacheStatsModule],
})
export class CacheModule {}

/** For workers: tells of what other processes could not. */
@Module({ providers: [CacheRelay] })
export class CacheRelayModule {}

import { Module } from '@nestjs/common';
import { CacheHistory } from './cache-history.js';
import { CacheRedisState } from './cache-redis-state.js';

const PARTS = [CacheHistory, CacheRedisState];

@Module({ providers: PARTS, exports: PARTS })
export class CacheStatsModule {}

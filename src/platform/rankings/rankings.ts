import { Inject, Injectable } from '@nestjs/common';
import type { CacheRedis } from '../redis/cache-client.js';
import { CACHE_REDIS } from '../redis/redis.module.js';
import { Ranking } from './ranking.js';

@Injectable()
export class Rankings {
  constructor(@Inject(CACHE_REDIS) private readonly redis: CacheRedis) {}

  open(name: string, size: number): Ranking {
    return new Ranking(this.redis, name, size);
  }
}

import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Gauge } from 'prom-client';
import type { Config } from '../../config/config.js';
import { parseSentinelUrl } from '../../shared/sentinel-url.js';
import type { CacheRedis } from './cache-client.js';

/** Which server of a set this process talks to. */
interface KnownPrimary {
  /** The name under which sentinels know the set. */
  set: string;
  /** `host:port`; absent while there is no connection. */
  primary?: string;
}

type Role = 'queue' | 'cache';

/** Of the applications that run in this process. */
const running = new Set<RedisPrimaries>();

/**
 * Says whom sentinels have made the primary, as far as the connections have followed on which this process hands over
 * jobs and caches. A worker takes its jobs on others.
 */
export class RedisPrimaries implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly config: Config,
    private readonly queueRedis: Redis,
    private readonly cacheRedis: CacheRedis,
  ) {}

  onModuleInit(): void {
    running.add(this);
  }

  onApplicationShutdown(): void {
    running.delete(this);
  }

  /** Undefined for a server that no sentinels watch. */
  of(role: Role): KnownPrimary | undefined {
    const { queueUrl, cacheUrl } = this.config.redis;
    const set = parseSentinelUrl(role === 'queue' ? queueUrl : cacheUrl)?.name;
    return set === undefined ? undefined : { set, primary: role === 'queue' ? this.#queue : this.#cache };
  }

  get #queue(): string | undefined {
    const { status, stream } = this.queueRedis;
    return status === 'ready' ? addressOf(stream.remoteAddress, stream.remotePort) : undefined;
  }

  get #cache(): string | undefined {
    const { isReady, options } = this.cacheRedis;
    const { host, port } = (options.socket ?? {}) as { host?: string; port?: number };
    return isReady ? addressOf(host, port) : undefined;
  }
}

function addressOf(host: string | undefined, port: number | undefined): string | undefined {
  if (host === undefined) return undefined;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

new Gauge({
  name: 'groundwork_redis_primary_info',
  help: 'Always 1; to which server of a set with sentinels this process caches (cache) or hands over jobs (queue)',
  labelNames: ['redis', 'set', 'address'],
  collect() {
    this.reset();
    for (const primaries of running)
      for (const redis of ['queue', 'cache'] as const) {
        const { set, primary } = primaries.of(redis) ?? {};
        if (set !== undefined && primary !== undefined) this.set({ redis, set, address: primary }, 1);
      }
  },
});

import { createCache, KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import fastify from 'fastify';
import { Keyv } from 'keyv';
import pg from 'pg';
import { createClient } from 'redis';
import { FIND_USER } from '../../bare-statements.ts';

// cache-manager as its manual shows it, over the same Redis: `wrap` lets one caller in each process load.
const redis = createClient({ url: process.env.REDIS_CACHE_URL });
redis.on('error', (error: Error) => console.error(error.message));
await redis.connect();
const adapter = new KeyvAdapter(redisInsStore(redis));
const store = new Keyv({ store: adapter, serialize: undefined, deserialize: undefined });
const cache = createCache({ stores: [store], ttl: 60_000 });
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_MAX),
});
const server = fastify();

server.get('/health/ready', () => ({ status: 'ok' }));

server.get<{ Params: { id: string } }>('/api/v1/users/:id', async (request) => {
  const { id } = request.params;
  return cache.wrap(`user:${id}`, async () => (await pool.query(FIND_USER, [Number(id)])).rows[0] as object);
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

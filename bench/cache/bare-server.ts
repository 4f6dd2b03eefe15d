import fastify from 'fastify';
import { createClient } from 'redis';

// What a hit is measured against: asks Redis for the answer to the URL and gives it out, and nothing besides. It knows
// no validity, no tags, no limits, no log.
const redis = createClient({ url: process.env.REDIS_CACHE_URL });
redis.on('error', (error: Error) => console.error(error.message));
await redis.connect();
const server = fastify();

server.get('/health/ready', () => ({ status: 'ok' }));

server.get('/api/v1/*', async (request, reply) => {
  const answer = await redis.get(`bare:${request.url}`);
  if (answer === null) return reply.callNotFound();
  return reply.type('application/json; charset=utf-8').send(answer);
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

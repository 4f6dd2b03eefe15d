import fastify from 'fastify';
import { createClient } from 'redis';

// What a hit is measured against: asks Redis for the answer to the URL and gives out the same bytes, and nothing besides.
// Its fields are those of one answer, and constant. It knows no validity, no tags, no limits, no log.
const redis = createClient({ url: process.env.REDIS_CACHE_URL });
redis.on('error', (error: Error) => console.error(error.message));
await redis.connect();
const server = fastify();
let fields: Record<string, string> | undefined;

server.get('/health/ready', () => ({ status: 'ok' }));

server.get('/api/v1/*', async (request, reply) => {
  const answer = await redis.get(`bare:${request.url}`);
  if (answer === null) return reply.callNotFound();
  fields ??= JSON.parse((await redis.get('bare:fields')) ?? '{}') as Record<string, string>;
  return reply.headers(fields).send(answer);
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

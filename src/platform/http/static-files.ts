import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const ROOT = fileURLToPath(new URL('../../../public', import.meta.url));

/** Serves public/ below /static, with ETag and Last-Modified; a browser asks again after an hour. */
export async function serveStatic(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyStatic, { root: ROOT, prefix: '/static/', maxAge: '1h', index: false });
}

import fastify from 'fastify';
import { busyClients } from './busy-clients.ts';
import { openService } from './product.ts';
import type { TurnSettings } from './turn.ts';

// The product's service in a process of its own, with no HTTP but to be told when to begin.
const server = fastify();
const transfer = await openService(process.env);

server.get('/health/ready', () => ({ status: 'ok' }));

server.post<{ Body: TurnSettings }>('/turn', ({ body }) => busyClients(body, transfer));

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

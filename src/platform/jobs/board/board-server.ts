import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { fastify, type FastifyInstance } from 'fastify';
import { QUEUES } from '../define-job.js';
import type { JobEnvelope } from '../job-envelope.js';
import type { JobQueues } from '../job-queues.js';

const BASE_PATH = '/admin/queues';

/** Bull Board in a server that listens nowhere. Whoever starts it closes it. */
export async function startBoardServer(queues: JobQueues): Promise<FastifyInstance> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(BASE_PATH);
  createBullBoard({
    queues: QUEUES.map((name) => {
      const queue = new BullMQAdapter(queues.queue(name));
      queue.setFormatter('data', shown);
      return queue;
    }),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Groundwork queues', hideRedisDetails: true } },
  });
  const server = fastify();
  await server.register(adapter.registerPlugin(), { prefix: BASE_PATH });
  await server.ready();
  return server;
}

// Payloads hold addresses and tokens, and a dashboard is looked at by many.
function shown({ requestId, userId, trace }: JobEnvelope): object {
  return { requestId, userId, trace };
}

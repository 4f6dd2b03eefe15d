import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { QUEUES } from '../define-job.js';
import type { JobEnvelope } from '../job-envelope.js';
import { JobQueues } from '../job-queues.js';

const BOARD_PATH = '/admin/queues';

export interface BoardAnswer {
  status: number;
  type: string;
  body: Buffer | string;
}

/**
 * Bull Board, in a server of its own that listens nowhere: it is asked by a controller, behind the guards, limits and
 * headers of everything else.
 */
@Injectable()
export class Board implements OnModuleDestroy {
  #server?: Promise<FastifyInstance>;

  constructor(private readonly queues: JobQueues) {}

  async answer({ method, url, body }: FastifyRequest): Promise<BoardAnswer> {
    this.#server ??= this.#start();
    const server = await this.#server;
    const { statusCode, headers, rawPayload } = await server.inject({
      method,
      url,
      ...(typeof body === 'object' && body !== null && { payload: body }),
    });
    const type = String(headers['content-type'] ?? 'text/plain');
    return { status: statusCode, type, body: type.startsWith('text/html') ? page(rawPayload) : rawPayload };
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.#server)?.close();
  }

  async #start(): Promise<FastifyInstance> {
    const adapter = new FastifyAdapter();
    adapter.setBasePath(BOARD_PATH);
    createBullBoard({
      queues: QUEUES.map((name) => {
        const queue = new BullMQAdapter(this.queues.queue(name));
        queue.setFormatter('data', shown);
        return queue;
      }),
      serverAdapter: adapter,
      options: { uiConfig: { boardTitle: 'Groundwork queues', hideRedisDetails: true } },
    });
    const server = fastify();
    await server.register(adapter.registerPlugin(), { prefix: BOARD_PATH });
    await server.ready();
    return server;
  }
}

// Payloads hold addresses and tokens, and a dashboard is looked at by many.
function shown({ requestId, userId, trace }: JobEnvelope): object {
  return { requestId, userId, trace };
}

// Fonts from elsewhere would tell them who looks, and the content policy refuses them anyway.
function page(html: Buffer): string {
  return html.toString('utf8').replace(/<link href="https:\/\/fonts\.[^>]*>/g, '');
}

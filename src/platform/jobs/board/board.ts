import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JobQueues } from '../job-queues.js';

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
    // Read when somebody looks at it: it would make every start slower.
    this.#server ??= import('./board-server.js').then(({ startBoardServer }) => startBoardServer(this.queues));
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
}

// Fonts from elsewhere would tell them who looks, and the content policy refuses them anyway.
function page(html: Buffer): string {
  return html.toString('utf8').replace(/<link href="https:\/\/fonts\.[^>]*>/g, '');
}

import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/app-error.js';
import { answered } from '../answered.js';
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

  /** Throws `queue_unavailable` and `board_failed`. */
  async answer(method: string, { pathname, search }: URL, body: unknown): Promise<BoardAnswer> {
    // Read when somebody looks at it: it would make every start slower.
    this.#server ??= import('./board-server.js').then(({ startBoardServer }) =>
      startBoardServer(this.queues),
    );
    const server = await this.#server;
    const { statusCode, headers, rawPayload } = await answered(
      server.inject({
        method: method,
        url: pathname + search,
        ...(typeof body === 'object' && body !== null && { payload: body }),
      }),
    );
    // What it says of its failures is not for everybody, and they are told like those of any other route.
    if (statusCode >= 500) throw await this.#failed(rawPayload);
    const type = String(headers['content-type'] ?? 'text/plain');
    return { status: statusCode, type, body: type.startsWith('text/html') ? page(rawPayload) : rawPayload };
  }

  async #failed(answer: Buffer): Promise<AppError> {
    // A connection that was lost under it is no fault of the dashboard's.
    await answered(this.queues.queue('email').getJobCounts('active'));
    const cause = new Error(answer.toString('utf8').slice(0, 1000));
    return new AppError('unavailable', 'board_failed', 'The dashboard cannot do this now.', { cause });
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.#server)?.close();
  }
}

// Fonts from elsewhere would tell them who looks, and the content policy refuses them anyway.
function page(html: Buffer): string {
  return html.toString('utf8').replace(/<link href="https:\/\/fonts\.[^>]*>/g, '');
}

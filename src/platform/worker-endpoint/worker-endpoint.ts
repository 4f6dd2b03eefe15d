import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { register } from 'prom-client';
import { CONFIG, type Config } from '../../config/config.js';
import { within } from '../../shared/within.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import { QUEUE_REDIS } from '../redis/redis.module.js';

const ANSWER_TIMEOUT_MS = 1000;

interface Reply {
  status: number;
  type: string;
  body: string;
}

/**
 * Health and metrics of a worker, for orchestrators and Prometheus. Off unless the configuration gives it a port; it
 * asks nobody who they are, so the port is for the inside of the network.
 */
@Injectable()
export class WorkerEndpoint implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #logger = new Logger('WorkerEndpoint');
  #server?: Server;
  #stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly cluster: DatabaseCluster,
    @Inject(QUEUE_REDIS) private readonly redis: Redis,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { worker, http } = this.config;
    if (worker.port === undefined) return;
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#logger.error({ msg: 'not answered', path: request.url, err: error });
        response.destroy();
      });
    });
    server.listen(worker.port, http.host);
    await once(server, 'listening');
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.#logger.log({ msg: 'health and metrics', address: `http://${http.host}:${port}` });
  }

  onModuleDestroy(): void {
    this.#stopping = true;
  }

  // After the jobs have come to their end, so that it can be watched how they do.
  async onApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const isRead = method === 'GET' || method === 'HEAD';
    const { status, type, body } = isRead ? await this.#reply(url.split('?')[0] ?? '') : report(405, 'error');
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(method === 'HEAD' ? undefined : body);
  }

  async #reply(path: string): Promise<Reply> {
    if (path === '/health/live') return report(200, 'ok');
    if (path === '/health/ready') return this.#ready();
    if (path !== '/metrics') return report(404, 'not_found');
    return { status: 200, type: register.contentType, body: await register.metrics() };
  }

  /** Whether it can do jobs: without their queues it has none, and nearly all of them need the database. */
  async #ready(): Promise<Reply> {
    if (this.#stopping) return report(503, 'shutting_down');
    const hasDatabase = this.cluster.nodes.some(({ role }) => role !== 'out');
    const hasQueues = await within(ANSWER_TIMEOUT_MS, this.redis.ping()).then(
      () => true,
      () => false,
    );
    return hasDatabase && hasQueues ? report(200, 'ok') : report(503, 'error');
  }
}

function report(status: number, text: string): Reply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify({ status: text }) };
}

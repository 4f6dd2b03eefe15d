import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseCluster } from './cluster.js';

const RETRY_MS = 500;

/**
 * Listens on a channel of the primary, wherever that is, over a connection of its own. What is said while there is no
 * connection is lost, so the listener is called, without a payload, whenever there is a new one.
 */
export class NotificationListener {
  #client?: pg.Client;
  #loop?: Promise<void>;
  readonly #stopped = new AbortController();

  constructor(
    private readonly cluster: DatabaseCluster,
    private readonly channel: string,
    private readonly heard: (payload?: string) => void,
  ) {}

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#client?.end().catch(() => {});
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      // Whoever needs the connection says so themselves; here it is only tried again.
      await this.#listen().catch(() => {});
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Resolves when the connection has ended. */
  async #listen(): Promise<void> {
    const { primary } = this.cluster;
    if (!primary) return;
    const client = new pg.Client({
      connectionString: primary.url,
      connectionTimeoutMillis: this.cluster.options.connectTimeoutMs,
      application_name: 'groundwork-listener',
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', () => {});
    client.on('notification', ({ payload = '' }) => this.heard(payload));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(this.channel)}`);
      this.heard();
      await ended;
    } finally {
      await client.end().catch(() => {});
    }
  }
}

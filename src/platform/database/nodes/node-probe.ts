import pg from 'pg';
import { FACTS_SQL, type FactsRow, type NodeFacts, toFacts } from './node-facts.js';

/** Asks one node for its facts, over a connection of its own that is kept between questions. */
export class NodeProbe {
  #client?: pg.Client;

  /** @param onLost the kept connection broke: the server stopped, crashed or restarted */
  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
    private readonly onLost: () => void,
  ) {}

  /** Rejects when the node does not answer in time. */
  async ask(): Promise<NodeFacts> {
    try {
      this.#client ??= await this.#connect();
      const { rows } = await this.#client.query<FactsRow>(FACTS_SQL);
      return toFacts(rows[0] as FactsRow);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.removeAllListeners('end');
    // end() waits for a server that hangs; what is left of the socket goes with its own time-out.
    void client?.end().catch(() => {});
    (client as { connection?: { stream: { destroy(): void } } } | undefined)?.connection?.stream.destroy();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: this.timeoutMs,
      query_timeout: this.timeoutMs,
      application_name: 'groundwork-probe',
    });
    client.on('error', () => {});
    await client.connect();
    client.once('end', () => {
      if (this.#client === client) {
        this.#client = undefined;
        this.onLost();
      }
    });
    return client;
  }
}

import { createClient } from 'redis';
import type { SentinelSet } from '../../shared/sentinel-url.js';
import { within } from '../../shared/within.js';

export interface Address {
  host: string;
  port: number;
}

const ASK_MS = 1000;

/** Asks one sentinel after the other who the primary of the set is. */
export class PrimaryAddress {
  #first = 0;

  constructor(
    private readonly set: SentinelSet,
    private readonly secured: { tls?: true; ca?: string },
  ) {}

  /** Rejects when no sentinel answers or none knows of a primary. */
  async ask(): Promise<Address> {
    const { sentinels } = this.set;
    let cause: unknown;
    for (let turn = 0; turn < sentinels.length; turn += 1) {
      const index = (this.#first + turn) % sentinels.length;
      try {
        const address = await this.#askOne(sentinels[index] as Address);
        // The one that answered is asked first the next time.
        this.#first = index;
        return address;
      } catch (error) {
        cause = error;
      }
    }
    throw new Error(`no sentinel names a primary of ${this.set.name}`, { cause });
  }

  async #askOne({ host, port }: Address): Promise<Address> {
    const { sentinelUsername, sentinelPassword, name } = this.set;
    const client = createClient({
      username: sentinelUsername,
      password: sentinelPassword,
      socket: { host, port, ...this.secured, connectTimeout: ASK_MS, reconnectStrategy: false },
    });
    client.on('error', () => {});
    try {
      await within(ASK_MS, client.connect());
      const answer = await within(
        ASK_MS,
        client.sendCommand<[string, string] | null>(['SENTINEL', 'get-master-addr-by-name', name]),
      );
      if (!answer) throw new Error(`the sentinel does not know ${name}`);
      return { host: answer[0], port: Number(answer[1]) };
    } finally {
      client.destroy();
    }
  }
}

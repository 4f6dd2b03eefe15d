import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../shared/within.js';
import type { CacheRedis } from './cache-client.js';
import type { Address, PrimaryAddress } from './primary-address.js';

const LOOK_MS = 1000;
const RETRY_MS = 100;
const CONNECT_MS = 2000;

type Listener = (...args: unknown[]) => void;
type Subscription = [channels: string | string[], listener: (message: string, channel: string) => void];

/**
 * The connection to whichever server is the primary. While there is none, that to the last one, whose commands fail at
 * once. Whoever listens to its events hears those of each connection; `ready` comes before anything else is asked.
 */
export class FollowedPrimary {
  readonly #listeners: [event: string, listener: Listener][] = [];
  readonly #subscriptions: Subscription[] = [];
  #address?: Address;
  #client: CacheRedis;
  #closed = false;
  #following?: Promise<void>;

  constructor(
    private readonly primary: PrimaryAddress,
    private readonly open: (address: Address) => CacheRedis,
  ) {
    // Never connected: it refuses commands, as one does that has lost its connection.
    this.#client = open({ host: 'localhost', port: 1 });
  }

  get client(): CacheRedis {
    return this.#client;
  }

  on(event: string, listener: Listener): void {
    this.#listeners.push([event, listener]);
    this.#client.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    const index = this.#listeners.findIndex(([name, each]) => name === event && each === listener);
    if (index >= 0) this.#listeners.splice(index, 1);
    this.#client.off(event, listener);
  }

  async subscribe(...subscription: Subscription): Promise<void> {
    await this.#client.subscribe(...subscription);
    this.#subscriptions.push(subscription);
  }

  /** Resolves with the first connection. */
  connect(): Promise<void> {
    this.#following ??= this.#findFirst().then(() => void this.#watch());
    return this.#following;
  }

  destroy(): void {
    this.#closed = true;
    this.#client.destroy();
  }

  async #findFirst(): Promise<void> {
    while (!this.#closed && !(await this.#look())) await sleep(RETRY_MS);
  }

  // A server that hangs, or is cut off from the sentinels, does not say that another has taken its place.
  async #watch(): Promise<void> {
    while (!this.#closed) {
      await sleep(this.#client.isReady ? LOOK_MS : RETRY_MS, undefined, { ref: false });
      if (!this.#closed) await this.#look();
    }
  }

  /** Whether the primary could be found; it is `client` then. */
  async #look(): Promise<boolean> {
    try {
      const address = await this.primary.ask();
      if (this.#closed) return false;
      if (address.host !== this.#address?.host || address.port !== this.#address.port)
        await this.#moveTo(address);
      return true;
    } catch (error) {
      // One that serves is not given up because sentinels are away.
      if (!this.#client.isReady) this.#emit('error', error);
      return false;
    }
  }

  async #moveTo(address: Address): Promise<void> {
    const next = this.open(address);
    next.on('error', () => {});
    try {
      await within(CONNECT_MS, next.connect());
      const state = await within(CONNECT_MS, next.role());
      if (state?.role !== 'master') throw new Error('the server that sentinels name is not the primary yet');
      for (const subscription of this.#subscriptions) await next.subscribe(...subscription);
    } catch (error) {
      next.destroy();
      throw error;
    }
    if (this.#closed) return next.destroy();
    const last = this.#client;
    for (const [event, listener] of this.#listeners) {
      last.off(event, listener);
      next.on(event, listener);
    }
    this.#client = next;
    this.#address = address;
    last.on('error', () => {});
    // What still waits for its answer waits in vain.
    last.destroy();
    this.#emit('ready');
  }

  #emit(event: string, ...args: unknown[]): void {
    for (const [name, listener] of [...this.#listeners]) if (name === event) listener(...args);
  }
}

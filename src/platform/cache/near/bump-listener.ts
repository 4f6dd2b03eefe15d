import { randomUUID } from 'node:crypto';
import type { CacheRedis } from '../../redis/cache-client.js';

const BEAT_MS = 1000;
const LATE_MS = 2000;
const DEAD_MS = 5000;

export interface BumpEvents {
  /** Tags were changed, as number `seq` of the cache's clock. */
  bumped(seq: number, tags: readonly string[]): void;
  /** From now on every change is heard. */
  begun(): void;
  /** Changes may be missed from now on, until `begun`. */
  lost(): void;
}

/**
 * Hears what is changed, over a connection of its own. It can tell whether it hears everything: once a second it
 * publishes a beat over another connection, and waits for it on its own. What was published before a beat is heard
 * before it.
 */
export class BumpListener {
  readonly #beats = `cache:beats:${randomUUID()}`;
  #connection?: CacheRedis;
  #timer?: NodeJS.Timeout;
  #hearing = false;
  #beating = false;
  /** When the last beat was sent that was heard: everything published before that was heard too. */
  #upTo = 0;
  #lostAt = 0;
  #openedAt = 0;

  /**
   * @param channel where changes are published; see `bumpsChannel`
   * @param redis publishes the beats
   * @param connect makes a connection, not opened yet, to the same Redis
   */
  constructor(
    private readonly channel: string,
    private readonly redis: CacheRedis,
    private readonly connect: () => CacheRedis,
    private readonly events: BumpEvents,
  ) {}

  /** Whether everything was heard that was changed until a moment ago. */
  get current(): boolean {
    if (!this.#hearing) return false;
    if (performance.now() - this.#upTo < LATE_MS) return true;
    this.#lose();
    return false;
  }

  start(): void {
    if (this.#timer) return;
    this.#open();
    this.#timer = setInterval(() => this.#tick(), BEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#hearing = false;
    this.#connection?.destroy();
  }

  #open(): void {
    const connection = this.connect();
    this.#connection = connection;
    this.#openedAt = performance.now();
    connection.on('error', () => this.#lose());
    connection.on('reconnecting', () => this.#lose());
    // Also after it has come back by itself: it has subscribed again by then.
    connection.on('ready', () => this.#beat());
    void this.#subscribe(connection).catch(() => this.#lose());
  }

  async #subscribe(connection: CacheRedis): Promise<void> {
    await connection.connect();
    // In this order: who hears a beat hears the changes.
    await connection.subscribe(this.channel, (message) => this.#bumped(message));
    await connection.subscribe(this.#beats, (sentAt) => this.#heard(Number(sentAt)));
    this.#beat();
  }

  #bumped(message: string): void {
    const [seq, ...tags] = message.split(' ');
    this.events.bumped(Number(seq), tags);
  }

  #heard(sentAt: number): void {
    this.#upTo = sentAt;
    // A beat sent before the connection broke says nothing about what was missed.
    if (this.#hearing || sentAt < this.#lostAt) return;
    this.#hearing = true;
    this.events.begun();
  }

  #lose(): void {
    this.#lostAt = performance.now();
    if (!this.#hearing) return;
    this.#hearing = false;
    this.events.lost();
  }

  #tick(): void {
    // A connection can be dead without anybody having said so.
    if (performance.now() - Math.max(this.#upTo, this.#openedAt) > DEAD_MS) {
      this.#lose();
      this.#connection?.destroy();
      this.#open();
    }
    this.#beat();
  }

  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    void this.redis
      .publish(this.#beats, String(performance.now()))
      .catch(() => {})
      .finally(() => (this.#beating = false));
  }
}

import { LRUCache } from 'lru-cache';
import { createClient } from 'redis';
import type { World } from './world.ts';

export type Redis = Awaited<ReturnType<typeof connect>>;

/** A database of its own, because it is emptied. */
export function connect(url: string) {
  return createClient({ url, database: 1 }).connect();
}

/** How long values are kept, and what ends them earlier. */
export interface Strategy {
  name: string;
  ttlMs: number;
  /** The share of the time by which lives differ. */
  jitter?: number;
  /** For how long a value is given out while the next is loaded. */
  staleForMs?: number;
  /** Refreshes by chance before the end, the earlier the longer a load takes (Vattani et al., 2015). */
  early?: boolean;
  /** What a writer does: nothing, delete the key, or change the tag that entries are compared with. */
  onChange?: 'delete' | 'tag';
  /** Entries that each process keeps itself, least recently used first out. Only with tags. */
  nearEntries?: number;
}

interface Entry {
  version: number;
  freshUntil: number;
  loadMs: number;
  /** The clock when loading began. */
  clock: number;
}

export interface Read {
  version: number;
  hit: boolean;
}

const CLOCK = 'strategies:clock';

// KEYS: the clock, the tag; ARGV: the key that was changed.
const BUMP = `
local clock = redis.call('INCR', KEYS[1])
redis.call('SET', KEYS[2], clock)
redis.call('PUBLISH', KEYS[1], ARGV[1] .. ' ' .. clock)
`;

/** One process that keeps values by a strategy. The rules of the product, without its leases and its watch over Redis. */
export class KeptValues {
  readonly #loading = new Map<string, Promise<Entry>>();
  readonly #near?: LRUCache<number, Entry>;
  readonly #bumped = new Map<number, number>();

  readonly #redis: Redis;
  readonly #world: World;
  readonly #strategy: Strategy;

  constructor(redis: Redis, world: World, strategy: Strategy) {
    this.#redis = redis;
    this.#world = world;
    this.#strategy = strategy;
    if (strategy.nearEntries) this.#near = new LRUCache({ max: strategy.nearEntries });
  }

  async read(key: number): Promise<Read> {
    const near = this.#near?.get(key);
    if (near && Date.now() < near.freshUntil) return { version: near.version, hit: true };
    const { entry, state } = await this.#find(key);
    const now = Date.now();
    if (!entry || now >= entry.freshUntil + (this.#strategy.staleForMs ?? 0))
      return { version: (await this.#load(key, state)).version, hit: false };
    const headStart = this.#strategy.early ? -entry.loadMs * Math.log(Math.random()) : 0;
    if (now + headStart >= entry.freshUntil) void this.#load(key, state);
    else this.#keepNear(key, entry);
    return { version: entry.version, hit: true };
  }

  /** Called when the change is committed. */
  async changed(key: number): Promise<void> {
    if (this.#strategy.onChange === 'delete') await this.#redis.del(entryOf(key));
    if (this.#strategy.onChange !== 'tag') return;
    await this.#redis.eval(BUMP, { keys: [CLOCK, tagOf(key)], arguments: [String(key)] });
  }

  /** What a change in another process means for this one. */
  heard(message: string): void {
    const [key = 0, clock = 0] = message.split(' ').map(Number);
    this.#bumped.set(key, clock);
    this.#near?.delete(key);
  }

  /** The entry, if it is right, and the state of its tag. */
  async #find(key: number): Promise<{ entry?: Entry; state: string }> {
    const keys = this.#strategy.onChange === 'tag' ? [entryOf(key), tagOf(key)] : [entryOf(key)];
    const [text, tag] = await this.#redis.mGet(keys);
    const entry = text ? (JSON.parse(text) as Entry) : undefined;
    if (this.#strategy.onChange !== 'tag') return { entry, state: '' };
    return { entry: tag && entry && Number(tag) <= entry.clock ? entry : undefined, state: tag ?? '' };
  }

  /** One at a time for a key in each process; who comes after a change waits for no load from before it. */
  #load(key: number, state: string): Promise<Entry> {
    const flight = `${key} ${state}`;
    const loading = this.#loading.get(flight) ?? this.#fill(key).finally(() => this.#loading.delete(flight));
    this.#loading.set(flight, loading);
    return loading;
  }

  async #fill(key: number): Promise<Entry> {
    const { onChange, ttlMs, jitter = 0, staleForMs = 0 } = this.#strategy;
    const clock = onChange === 'tag' ? await this.#beginAt(key) : 0;
    const startedAt = Date.now();
    const version = await this.#world.load(key, onChange === 'tag');
    const loadMs = Date.now() - startedAt;
    const life = ttlMs * (1 - jitter * Math.random());
    const entry = { version, freshUntil: Date.now() + life, loadMs, clock };
    const end = Math.ceil(life + staleForMs);
    await this.#redis.set(entryOf(key), JSON.stringify(entry), { expiration: { type: 'PX', value: end } });
    return entry;
  }

  async #beginAt(key: number): Promise<number> {
    const clock = Number(await this.#redis.get(CLOCK));
    await this.#redis.set(tagOf(key), clock, { condition: 'NX' });
    return clock;
  }

  #keepNear(key: number, entry: Entry): void {
    if (entry.clock >= (this.#bumped.get(key) ?? 0)) this.#near?.set(key, entry);
  }
}

function entryOf(key: number): string {
  return `strategies:${key}`;
}

function tagOf(key: number): string {
  return `strategies:tag:${key}`;
}

/** What processes with a near cache listen to. */
export const CHANGES = CLOCK;

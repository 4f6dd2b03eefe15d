import { Injectable } from '@nestjs/common';
import { CacheConnection } from './cache-connection.js';
import { CacheStore } from './cache-store.js';
import { CLOCK_KEY } from './cache-tags.js';

/** What Redis had at one moment. */
export interface Moment {
  /** Between two moments that have the same, no tag was changed; undefined where Redis does not know. */
  readonly at: string | undefined;
  /** Only of what was asked for. */
  text: (key: string) => string | null;
}

interface Turn {
  places: Map<string, number>;
  moment: Promise<Moment | undefined>;
}

/** More than that are not read in one step, for which all others wait. */
const MOST_KEYS = 256;

/**
 * Reads texts as they are: all that requests of one turn of the event loop ask for by one `MGET`, for a command costs this
 * process more than a key.
 */
@Injectable()
export class TurnReads {
  #turn?: Turn;

  constructor(
    private readonly connection: CacheConnection,
    private readonly store: CacheStore,
  ) {}

  /** Undefined while Redis is away or slow. */
  read(keys: readonly string[]): Promise<Moment | undefined> {
    const { places, moment } = (this.#turn ??= this.#begin());
    for (const key of keys) if (!places.has(key)) places.set(key, places.size);
    if (places.size >= MOST_KEYS) this.#turn = undefined;
    return moment;
  }

  #begin(): Turn {
    const places = new Map([[CLOCK_KEY, 0]]);
    const { promise: moment, resolve } = Promise.withResolvers<Moment | undefined>();
    const turn = { places, moment };
    setImmediate(() => {
      if (this.#turn === turn) this.#turn = undefined;
      resolve(this.#ask(places));
    });
    return turn;
  }

  #ask(places: ReadonlyMap<string, number>): Promise<Moment | undefined> {
    return this.store.attempt(async (client) => {
      const { server } = this.connection;
      const texts = await client.mGet([...places.keys()]);
      const [clock] = texts;
      return {
        at: clock ? `${server} ${clock}` : undefined,
        text: (key) => texts[places.get(key) ?? -1] ?? null,
      };
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Reading } from '../store/cache-store.js';
import type { Loaded } from './loaded.js';

/** A value on its way. */
export interface Flight<Value> {
  /** Nobody else has this one. */
  name: string;
  loading: Promise<Loaded<Value>>;
  /** Whether it was under way when it was asked for. */
  isJoined: boolean;
}

/** How flights end: with a value, or with an error for whoever waits for this one. */
export interface Landing<Wanted, Value> {
  give: (wanted: Wanted, loaded: Loaded<Value>) => void;
  fail: (wanted: Wanted, error: unknown) => void;
}

type Started<Value> = Omit<Flight<Value>, 'isJoined'>;

/** What this process is loading just now. */
@Injectable()
export class CacheFlights {
  readonly #running = new Map<string, Started<unknown>>();
  readonly #refreshing = new Set<string>();
  #begun = 0;

  /**
   * One for each of `wanted`: whoever asks for the same id until it ends gets the same.
   *
   * @param run loads those that nobody is loading yet, and lands each as soon as it can; when it fails, so do all others
   */
  join<Wanted extends object, Value>(
    wanted: readonly Wanted[],
    ids: readonly string[],
    run: (own: readonly Wanted[], land: Landing<Wanted, Value>) => Promise<void>,
  ): Flight<Value>[] {
    const outcomes = new Map<Wanted, PromiseWithResolvers<Loaded<Value>>>();
    const flights = wanted.map((each, index) => {
      const id = ids[index] as string;
      const running = this.#running.get(id) as Started<Value> | undefined;
      if (running) return { ...running, isJoined: true };
      const outcome = Promise.withResolvers<Loaded<Value>>();
      outcomes.set(each, outcome);
      return { ...this.#begin(id, outcome.promise), isJoined: false };
    });
    const own = [...outcomes.keys()];
    const land: Landing<Wanted, Value> = {
      give: (each, loaded) => outcomes.get(each)?.resolve(loaded),
      fail: (each, error) => outcomes.get(each)?.reject(error),
    };
    if (own.length > 0)
      run(own, land).catch((error: unknown) => {
        for (const each of own) land.fail(each, error);
      });
    return flights;
  }

  /** Does `work` for those that nobody here is refreshing, beside the request. */
  refresh<Wanted extends { key: string }>(
    wanted: readonly Wanted[],
    work: (due: readonly Wanted[]) => Promise<unknown>,
  ): void {
    const due = wanted.filter(({ key }) => !this.#refreshing.has(key));
    if (due.length === 0) return;
    for (const { key } of due) this.#refreshing.add(key);
    // What is given out meanwhile is right; whoever comes when it no longer may be is told of the failure.
    void work(due)
      .catch(() => {})
      .finally(() => {
        for (const { key } of due) this.#refreshing.delete(key);
      });
  }

  #begin<Value>(id: string, outcome: Promise<Loaded<Value>>): Started<Value> {
    this.#begun += 1;
    const flight = {
      name: `${id}\n#${this.#begun}`,
      loading: outcome.finally(() => this.#running.delete(id)),
    };
    this.#running.set(id, flight);
    return flight;
  }
}

/** Whoever comes after a change finds another state, and so never shares what was loaded before it. */
export function flightId(key: string, { state }: Pick<Reading, 'state'>): string {
  return `${key}\n${state}`;
}

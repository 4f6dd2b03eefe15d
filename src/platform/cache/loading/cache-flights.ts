import { Injectable } from '@nestjs/common';
import type { Reading } from '../store/cache-store.js';
import type { Loaded } from './loaded.js';

/** What this process is loading just now. */
@Injectable()
export class CacheFlights {
  readonly #running = new Map<string, Promise<Loaded<unknown>>>();
  readonly #refreshing = new Set<string>();

  find<Value>(id: string): Promise<Loaded<Value>> | undefined {
    return this.#running.get(id) as Promise<Loaded<Value>> | undefined;
  }

  /** Whoever asks for the same until it ends gets the same. */
  begin<Value>(id: string, loading: Promise<Loaded<Value>>): Promise<Loaded<Value>> {
    const running = loading.finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
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
}

/** Whoever comes after a change finds another state, and so never shares what was loaded before it. */
export function flightId(key: string, { state }: Pick<Reading, 'state'>): string {
  return `${key}\n${state}`;
}

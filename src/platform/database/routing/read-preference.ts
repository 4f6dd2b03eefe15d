import { AsyncLocalStorage } from 'node:async_hooks';

type ReadPreference = 'primary' | 'stale';

const preference = new AsyncLocalStorage<ReadPreference>();

/** Reads inside of `work` go to the primary: they see every commit. */
export function readPrimary<T>(work: () => T): T {
  return preference.run('primary', work);
}

/** Reads inside of `work` take any healthy replica, even one that has not replayed this client's own writes. */
export function acceptStale<T>(work: () => T): T {
  return preference.run('stale', work);
}

export function readPreference(): ReadPreference | undefined {
  return preference.getStore();
}

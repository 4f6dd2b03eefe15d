import { AsyncLocalStorage } from 'node:async_hooks';

type ReadPreference = 'primary' | 'stale';

const preference = new AsyncLocalStorage<ReadPreference | undefined>();

/** Reads inside of `work` go to the primary: they see every commit. */
export function readPrimary<T>(work: () => T): T {
  return preference.run('primary', work);
}

/** Reads inside of `work` take any healthy replica, even one that has not replayed this client's own writes. */
export function acceptStale<T>(work: () => T): T {
  return preference.run('stale', work);
}

/** Reads inside of `work` see what they must, also where outside of it stale ones are accepted. */
export function refuseStale<T>(work: () => T): T {
  return readPreference() === 'stale' ? preference.run(undefined, work) : work();
}

export function readPreference(): ReadPreference | undefined {
  return preference.getStore();
}

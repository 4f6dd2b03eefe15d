import type { CacheRedis } from './cache-client.js';
import type { FollowedPrimary } from './followed-primary.js';

/** A client as any other, that asks whichever server is the primary at the moment. */
export function followingClient(primary: FollowedPrimary): CacheRedis {
  const client = viewOf(() => primary.client, {
    connect: () => primary.connect().then(() => client),
    destroy: () => primary.destroy(),
    on: (event: string, listener: () => void) => (primary.on(event, listener), client),
    off: (event: string, listener: () => void) => (primary.off(event, listener), client),
    subscribe: (...subscription: Parameters<FollowedPrimary['subscribe']>) =>
      primary.subscribe(...subscription),
  });
  return client;
}

function viewOf(current: () => CacheRedis, own: Record<string, unknown>): CacheRedis {
  const view = (more: 'withTypeMapping' | 'withCommandOptions') => (options: object) =>
    viewOf(() => (current()[more] as (options: object) => CacheRedis)(options), {});
  const members: Record<string | symbol, unknown> = {
    withTypeMapping: view('withTypeMapping'),
    withCommandOptions: view('withCommandOptions'),
    ...own,
  };
  return new Proxy({} as CacheRedis, {
    get: (_target, name) => {
      if (Object.hasOwn(members, name)) return members[name];
      const client = current();
      const value: unknown = Reflect.get(client, name);
      return typeof value === 'function' ? (value as () => unknown).bind(client) : value;
    },
  });
}

import type { Cache, CacheRead } from './cache.js';
import type { CacheDefinition } from './define-cache.js';

/**
 * For methods of services that have a `cache`: what the method returns is kept, and given out instead of calling it.
 *
 * @param keyOf tells by the arguments which value it is, and what that tells of
 */
export function Cached<Args extends unknown[], Value>(
  definition: CacheDefinition<Value>,
  keyOf: (...args: Args) => Omit<CacheRead<Value>, 'load'>,
) {
  return <Method extends (...args: Args) => Promise<Value | undefined>>(
    _prototype: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const method = descriptor.value as Method;
    descriptor.value = function (this: { cache: Cache }, ...args: Args) {
      return this.cache.read(definition, { ...keyOf(...args), load: () => method.apply(this, args) });
    } as Method;
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheDefinition } from '../../src/platform/cache/define-cache.js';
import { currentContext, type RequestContext } from '../../src/platform/context/request-context.js';
import { aKind, asRequest, aThing, type CacheApp, type Thing } from './cache-app.ts';

export function aSource(more: Partial<CacheDefinition<Thing>> = {}): Source {
  return new Source(aKind(more));
}

/** Where values come from: what is there can be changed, and each load is counted. */
class Source {
  loads: number[] = [];
  failure?: Error;
  readonly values = new Map<number, Thing>([1, 2, 3, 4].map((id) => [id, aThing(id)]));

  constructor(readonly kind: CacheDefinition<Thing>) {}

  read(app: CacheApp, id = 1) {
    return asRequest(() =>
      app.cache.read(this.kind, { id, tags: [`${this.kind.name}:${id}`], load: () => this.load(id) }),
    );
  }

  readMany(app: CacheApp, ids: number[], prepare?: (context: RequestContext) => void) {
    return asRequest(async () => {
      prepare?.(currentContext() as RequestContext);
      return app.cache.readMany(this.kind, {
        ids,
        tagsOfId: (id) => [`${this.kind.name}:${id}`],
        load: async (missing) => {
          this.loads.push(...missing);
          await sleep(20);
          if (this.failure) throw this.failure;
          return new Map(missing.flatMap((id) => [...this.values].filter(([one]) => one === id)));
        },
      });
    });
  }

  async load(id: number): Promise<Thing | undefined> {
    this.loads.push(id);
    await sleep(5);
    if (this.failure) throw this.failure;
    return this.values.get(id);
  }
}

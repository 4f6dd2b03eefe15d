import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { Events } from '../../events/events.js';
import { Cache } from '../cache.js';
import type { Invalidation } from './invalidation.js';

const INVALIDATIONS = Symbol('INVALIDATIONS');

@Module({})
export class InvalidationModule {
  static forRoot(invalidations: readonly Invalidation[]): DynamicModule {
    const providers = [{ provide: INVALIDATIONS, useValue: invalidations }];
    return { module: InvalidationModule, providers };
  }

  constructor(@Inject(INVALIDATIONS) invalidations: readonly Invalidation[], events: Events, cache: Cache) {
    for (const bind of invalidations) bind(events, cache);
  }
}

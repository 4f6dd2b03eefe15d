import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorFunction } from '@nestjs/terminus';
import { type Storage, STORAGE } from '../storage/storage.js';
import { degradable } from './degradable.js';

/** Anybody may ask how we are, and a service that keeps files may be paid by the request. */
const REMEMBERED_MS = 5_000;

/** Asks whether files can be kept. Without that only what has files fails: degraded. */
@Injectable()
export class StorageHealth {
  #answer: Promise<void> = Promise.resolve();
  #askedAt = -Infinity;

  constructor(
    private readonly indicator: HealthIndicatorService,
    @Inject(STORAGE) private readonly storage: Storage,
  ) {}

  files: HealthIndicatorFunction = () => degradable(this.indicator.check('storage'), () => this.#ask());

  #ask(): Promise<void> {
    if (performance.now() - this.#askedAt > REMEMBERED_MS) {
      this.#askedAt = performance.now();
      this.#answer = this.storage.check();
    }
    return this.#answer;
  }
}

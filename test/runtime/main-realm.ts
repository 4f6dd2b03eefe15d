import 'reflect-metadata';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Logger, type LoggerService } from '@nestjs/common/services/logger.service.js';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ModuleMocker } from 'jest-mock';
import { register } from 'prom-client';

const require = createRequire(import.meta.url);
// The package exports it to nobody.
const { EntitiesMetadataStorage } = require(
  join(require.resolve('@nestjs/typeorm'), '../entities-metadata.storage.js'),
) as { EntitiesMetadataStorage: { storage: Map<string, unknown> } };

/**
 * Tests run among the globals of their process, as the packages do that `PackagesOnce` loads, for an Error of one realm
 * is none in another. What a suite has put there goes with it. There are no fake timers.
 */
export default class MainRealm {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;
  readonly #console = console;
  readonly #process = Object.fromEntries(
    ['exit', 'getBuiltinModule'].map((name) => [name, Reflect.get(process, name) as unknown]),
  );
  readonly #variables = { ...process.env };
  readonly #logger = Reflect.get(Logger, 'staticInstanceRef') as LoggerService;
  readonly #globals = new Set(Reflect.ownKeys(globalThis));

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** None of its own. */
  getVmContext(): null {
    return null;
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    // Jest has put its own in their places.
    Object.assign(process, this.#process);
    globalThis.console = this.#console;
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    this.#forget();
    return Promise.resolve();
  }

  // Among the globals are Jest's handlers of events, and what decorators declared about classes of this suite, which
  // the next one loads anew. Nest's own logger is that of the application that started last.
  #forget(): void {
    const left = Reflect.ownKeys(globalThis).filter((key) => !this.#globals.has(key));
    for (const key of left) Reflect.deleteProperty(globalThis, key);
    register.clear();
    defaultMetadataStorage.clear();
    EntitiesMetadataStorage.storage.clear();
    Logger.overrideLogger(this.#logger);
  }
}

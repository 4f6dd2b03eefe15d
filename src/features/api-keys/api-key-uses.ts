import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ApiKeysRepository } from './api-keys.repository.js';

const INTERVAL_MS = 1000;

/** Writes down when keys were used, beside the requests and for many of them at once. */
@Injectable()
export class ApiKeyUses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(ApiKeyUses.name);
  readonly #used = new Set<number>();
  #timer?: NodeJS.Timeout;

  constructor(private readonly keys: ApiKeysRepository) {}

  note(id: number): void {
    this.#used.add(id);
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#write(), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  async #write(): Promise<void> {
    const ids = [...this.#used];
    this.#used.clear();
    if (ids.length === 0) return;
    try {
      await this.keys.markUsed(ids);
    } catch (error) {
      this.#logger.warn({ msg: 'uses of API keys not written', err: error });
    }
  }
}

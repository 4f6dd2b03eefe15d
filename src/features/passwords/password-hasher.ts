import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import PQueue from 'p-queue';
import { CONFIG, type Config } from '../../config/config.js';
import { currentContext } from '../../platform/context/request-context.js';
import { AppError } from '../../shared/app-error.js';
import { normalPassword } from './normal-password.js';
import { hashingQueue, hashingRefused, hashingTime } from './password-metrics.js';

// Algorithm.Argon2id; the package declares a const enum, which isolated modules cannot read.
const ARGON2ID = 2;

type Parameters = Required<Pick<Options, 'algorithm' | 'memoryCost' | 'timeCost' | 'parallelism'>>;

/**
 * Hashes passwords with argon2id. Each takes milliseconds of a core and megabytes, so only a few are hashed at a time
 * and a bounded number waits: a storm of logins must not starve the process. Throws `password_hashing_busy` when the
 * queue is full.
 */
@Injectable()
export class PasswordHasher {
  readonly #queue: PQueue;
  readonly #queueMax: number;
  readonly #parameters: Parameters;
  readonly #nobodys: string;

  constructor(@Inject(CONFIG) { passwords }: Config) {
    this.#queue = new PQueue({ concurrency: passwords.hashConcurrency });
    this.#queueMax = passwords.hashQueueMax;
    this.#parameters = {
      algorithm: ARGON2ID,
      memoryCost: passwords.hashMemoryKib,
      timeCost: passwords.hashIterations,
      parallelism: passwords.hashParallelism,
    };
    this.#nobodys = nobodysHash(this.#parameters);
  }

  /** @param password in its normal form */
  hash(password: string): Promise<string> {
    return this.#inTurn('hash', () => hash(password, this.#parameters));
  }

  /** Whether it is the password behind the hash. Takes the same time without a hash, and for a hopeless password. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const normal = normalPassword(password);
    const right = await this.#inTurn('verify', () => verify(stored ?? this.#nobodys, normal ?? ''));
    return right && stored !== undefined && normal !== undefined;
  }

  /** Whether a hash was made with the parameters of today. */
  isCurrent(stored: string): boolean {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(stored);
    const made = { algorithm: Number(algorithm), memoryCost, timeCost, parallelism };
    return Object.entries(this.#parameters).every(
      ([name, value]) => made[name as keyof Parameters] === value,
    );
  }

  async #inTurn<T>(work: 'hash' | 'verify', run: () => Promise<T>): Promise<T> {
    if (this.#queue.size >= this.#queueMax) {
      hashingRefused.inc();
      const message = 'Too many passwords are being checked at the moment. Try again.';
      throw new AppError('unavailable', 'password_hashing_busy', message, { retryAfter: 1 });
    }
    hashingQueue.inc();
    return this.#queue.add(async () => {
      hashingQueue.dec();
      // Whoever has gone while waiting costs nothing.
      currentContext()?.throwIfAborted();
      const stop = hashingTime.startTimer({ work });
      return run().finally(stop);
    });
  }
}

// A hash that no password is known for; checking against it costs what checking a real one costs.
function nobodysHash({ memoryCost, timeCost, parallelism }: Parameters): string {
  const [salt, digest] = [randomBytes(16), randomBytes(32)].map((bytes) =>
    bytes.toString('base64').replaceAll('=', ''),
  );
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${salt}$${digest}`;
}

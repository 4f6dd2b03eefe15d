import { Logger } from '@nestjs/common';
import type { Signals } from '../../../platform/signals/signals.js';
import { importChanged } from './import-changed.signal.js';
import type { Claim, ImportClaims } from './import-claims.repository.js';
import type { PortionRun } from './portion-run.js';

const SIGNAL_MS = 250;
const NOTE_MS = 1000;

/** Tells the world how an import comes along, and not more often than anybody can look. Nothing waits for it. */
export class PortionNews {
  readonly #logger = new Logger('Imports');
  #timer?: NodeJS.Timeout;
  #changed = true;
  #percent = 0;
  #notedAt = performance.now();
  #peakBytes = 0;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly claim: Claim,
    private readonly claims: ImportClaims,
    private readonly signals: Signals,
    private readonly run: PortionRun,
  ) {}

  begin(): void {
    this.#timer = setInterval(() => this.#tick(), SIGNAL_MS);
    this.#tick();
  }

  /** A batch has committed. */
  committed(percent: number): void {
    this.#changed = true;
    this.#percent = percent;
    this.#look();
  }

  /** Notes what is left to be noted. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#telling;
    this.#look();
    await this.#note().catch((err: unknown) => this.#missed(err));
  }

  #tick(): void {
    this.#look();
    const isDue = performance.now() - this.#notedAt >= NOTE_MS;
    if (!this.#changed && !isDue) return;
    const changed = this.#changed;
    this.#changed = false;
    this.#telling = this.#telling
      .then(async () => {
        if (isDue) await this.#note();
        if (changed) await this.signals.tell(importChanged, { importId: this.claim.import.id });
        // Whoever waits for the queue waits in vain while it is away.
        if (changed) void this.run.progress?.(this.#percent).catch(() => {});
      })
      .catch((err: unknown) => this.#missed(err));
  }

  async #note(): Promise<void> {
    const now = performance.now();
    const costs = { activeMs: now - this.#notedAt, peakBytes: this.#peakBytes };
    this.#notedAt = now;
    await this.claims.note(this.claim, costs);
  }

  #look(): void {
    this.#peakBytes = Math.max(this.#peakBytes, process.memoryUsage.rss());
  }

  #missed(err: unknown): void {
    this.#logger.debug({ msg: 'how an import comes along could not be told', err });
  }
}

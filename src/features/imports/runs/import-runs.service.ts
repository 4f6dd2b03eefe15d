import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { failureOf as jobFailureOf } from '../../../platform/jobs/job-failure.js';
import { Signals } from '../../../platform/signals/signals.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { BatchWriter } from '../writing/batch-writer.service.js';
import { BatchSize } from './batch-size.js';
import { importChanged } from './import-changed.signal.js';
import { type Claim, ImportClaims } from './import-claims.repository.js';
import { failureOf, FILE_CHANGED, FILE_GONE, ImportFailure, isPassing, Overtaken } from './import-failure.js';
import { Portion } from './portion.js';
import { PortionNews } from './portion-news.js';
import type { PortionRun } from './portion-run.js';

/**
 * `more`: its time is over and others wait; another portion is to be enqueued. `finished`: it has come to its end,
 * completed or failed. `stopped`: it is not to go on here: paused, cancelled, gone, or another run has overtaken it.
 */
export type PortionOutcome = 'more' | 'finished' | 'stopped';

/** The longest that a portion takes, whoever waits, and the longest that it waits for what may pass. */
const LONGEST_MS = 60_000;
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Takes imports forward, a portion at a time. */
@Injectable()
export class ImportRuns {
  readonly #logger = new Logger('Imports');
  /** Rows that suited batches the last time, by target. */
  readonly #batchRows = new Map<string, number>();

  constructor(
    private readonly claims: ImportClaims,
    private readonly writer: BatchWriter,
    private readonly uploads: UploadsService,
    private readonly signals: Signals,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Runs batches until the end of the import, or until the time of a portion is over and others wait. Throws for what may
   * pass by itself and has not within the portion: the job is to be tried again, and goes on behind the last batch that
   * was committed.
   */
  async runPortion(
    importId: string,
    run: PortionRun,
    options: { portionMs?: number } = {},
  ): Promise<PortionOutcome> {
    let waitingSince = performance.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      run.signal.throwIfAborted();
      const attempt: Attempt = { batches: 0 };
      try {
        const outcome = await this.#attempt(attempt, importId, run, options);
        if (outcome) return outcome;
      } catch (error) {
        run.signal.throwIfAborted();
        const failure = failureOf(error);
        if (failure) return await this.#fail(importId, attempt.claim, failure);
        if (attempt.batches > 0) [waitingSince, pause] = [performance.now(), FIRST_PAUSE_MS];
        if (!isPassing(error) || performance.now() - waitingSince > PATIENCE_MS) throw error;
        this.#logger.warn({ msg: 'import waits', importId, err: error });
        await sleep(pause, undefined, { signal: run.signal }).catch(() => {});
      }
    }
  }

  /** Marks it as failed, to be resumed: its job is out of attempts. Does nothing where it is not open any more. */
  async giveUp(importId: string, error: unknown): Promise<void> {
    const { reason } = jobFailureOf(error);
    const message = 'It could not go on, each time it was tried. Resume it when the cause is gone.';
    await this.#fail(importId, undefined, failureOf(error) ?? new ImportFailure(reason, message));
  }

  /** Undefined when it is to be tried once more: what was known of the import was lost, and with it what was written. */
  async #attempt(
    attempt: Attempt,
    importId: string,
    run: PortionRun,
    options: { portionMs?: number },
  ): Promise<PortionOutcome | undefined> {
    const claim = (attempt.claim = await this.claims.claim(importId));
    if (!claim) return 'stopped';
    const news = new PortionNews(claim, this.claims, this.signals, run);
    const { imports } = this.config;
    const size = this.#sizeFor(claim);
    const parts = { claims: this.claims, writer: this.writer, news, size, read: this.#reader(claim) };
    const limits = { ...imports, portionMs: options.portionMs ?? imports.portionMs, longestMs: LONGEST_MS };
    const portion = new Portion(claim, parts, limits);
    try {
      news.begin();
      const isDone = await portion.run(run.signal).finally(() => news.end());
      run.signal.throwIfAborted();
      return isDone ? await this.#complete(claim) : await this.#release(claim);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      return await this.#overtaken(claim);
    } finally {
      attempt.batches = portion.batches;
      if (claim.import.options.batchSize === null) this.#batchRows.set(claim.import.target, size.rows);
    }
  }

  async #complete(claim: Claim): Promise<PortionOutcome | undefined> {
    const { id, options } = claim.import;
    if (!(await this.claims.complete(claim))) return this.#overtaken(claim);
    await this.signals.tell(importChanged, { importId: id });
    if (options.dryRun) await this.claims.forgetDryRows(id);
    return 'finished';
  }

  async #release(claim: Claim): Promise<PortionOutcome> {
    await this.claims.release(claim);
    return 'more';
  }

  async #fail(importId: string, claim: Claim | undefined, failure: ImportFailure): Promise<PortionOutcome> {
    this.#logger.warn({ msg: 'import failed', importId, reason: failure.reason, err: failure });
    await this.claims.fail(importId, claim?.import.epoch, failure);
    await this.signals.tell(importChanged, { importId });
    return 'finished';
  }

  // After a failover that lost commits, the import may be before this run took it, and nobody else has it.
  async #overtaken({ import: { id, epoch } }: Claim): Promise<PortionOutcome | undefined> {
    const found = await this.claims.look(id);
    const isBefore = found && found.epoch < epoch && (found.state === 'running' || found.state === 'queued');
    // One that is queued since this run took it was resumed meanwhile, for another run.
    const isFree = isBefore || (found?.state === 'running' && found.epoch === epoch);
    if (isFree) return undefined;
    await this.signals.tell(importChanged, { importId: id });
    return 'stopped';
  }

  #reader({ import: { uploadId, bytes } }: Claim) {
    return async (from: number) => {
      if (uploadId === null) throw FILE_GONE;
      const file = await this.uploads.read(uploadId, from);
      if (!file || file.size === bytes) return file?.stream;
      // One that was cut off would come to its end too early, and the import would count as completed.
      file.stream.destroy();
      throw FILE_CHANGED;
    };
  }

  #sizeFor({ import: { target, options } }: Claim): BatchSize {
    return new BatchSize(this.config.imports, options.batchSize, this.#batchRows.get(target));
  }
}

interface Attempt {
  claim?: Claim;
  /** That were written. */
  batches: number;
}

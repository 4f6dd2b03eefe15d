import { Injectable } from '@nestjs/common';

/**
 * `more`: its time is over and others wait; another portion is to be enqueued. `finished`: it has come to its end,
 * completed or failed. `stopped`: it is not to go on here: paused, cancelled, gone, or another run has overtaken it.
 */
export type PortionOutcome = 'more' | 'finished' | 'stopped';

/** What a portion is given of the job that it is. */
export interface PortionRun {
  signal: AbortSignal;
  /** @param percent 0 to 100 */
  progress?: (percent: number) => Promise<void>;
}

/** Takes imports forward, a portion at a time. */
@Injectable()
export class ImportRuns {
  /**
   * Runs batches until the end of the import, or until the time of a portion is over and others wait. Throws for what may
   * pass by itself and has not within the portion: the job is to be tried again, and goes on behind the last batch that
   * was committed.
   */
  async runPortion(
    _importId: string,
    _run: PortionRun,
    _options: { portionMs?: number } = {},
  ): Promise<PortionOutcome> {
    return Promise.reject(new Error('not yet'));
  }

  /** Marks it as failed, to be resumed: its job is out of attempts. Does nothing where it is not open any more. */
  async giveUp(_importId: string, _error: unknown): Promise<void> {
    return Promise.reject(new Error('not yet'));
  }
}

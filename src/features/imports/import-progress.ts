import { type ImportState, isOver } from './import-state.js';

/** What has become of the rows of an import so far: the sums of its lanes. */
export interface ImportProgress {
  /** Of the file, up to the first record that is not done. */
  bytesDone: number;
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
  batches: number;
  /** Batches that failed as a whole, and were tried again in parts. */
  retried: number;
}

/** Rows that are done, in whichever way. */
export function rowsOf({ inserted, updated, skipped, rejected }: ImportProgress): number {
  return inserted + updated + skipped + rejected;
}

interface Running {
  state: ImportState;
  bytes: number;
  activeMs: number;
  progress: ImportProgress;
}

interface Rates {
  /** 0 to 100. */
  percent: number;
  rowsPerSecond?: number;
  etaSeconds?: number;
}

/** How far an import is, and how fast it goes once it has begun. */
export function ratesOf({ state, bytes, activeMs, progress }: Running): Rates {
  const { bytesDone } = progress;
  // 100 is for what is over: the last batch may be under way.
  const done = Math.min(99, Math.floor((bytesDone * 100) / Math.max(1, bytes)));
  const percent = state === 'completed' ? 100 : done;
  const seconds = activeMs / 1000;
  if (seconds === 0) return { percent };
  const rowsPerSecond = Math.round(rowsOf(progress) / seconds);
  if (isOver(state) || state === 'paused' || bytesDone === 0) return { percent, rowsPerSecond };
  return { percent, rowsPerSecond, etaSeconds: Math.ceil(((bytes - bytesDone) * seconds) / bytesDone) };
}

import type { Import } from './import.entity.js';
import { rowsOf } from './import-progress.js';
import { isOver } from './import-state.js';

/** How far an import is and how fast it goes. Of nothing that has not begun. */
export interface ImportRates {
  /** 0 to 100. */
  percent: number;
  rowsPerSecond?: number;
  etaSeconds?: number;
}

export function ratesOf({ state, bytes, activeMs, progress }: Import): ImportRates {
  const { bytesDone } = progress;
  // 100 is for what is over: the last batch may be under way.
  const percent =
    state === 'completed' ? 100 : Math.min(99, Math.floor((bytesDone * 100) / Math.max(1, bytes)));
  const seconds = activeMs / 1000;
  if (seconds === 0) return { percent };
  const rowsPerSecond = Math.round(rowsOf(progress) / seconds);
  if (isOver(state) || state === 'paused' || bytesDone === 0) return { percent, rowsPerSecond };
  return { percent, rowsPerSecond, etaSeconds: Math.ceil(((bytes - bytesDone) * seconds) / bytesDone) };
}

import { rowsOf } from '../../../features/imports/import-progress.js';
import type { Import } from '../../../features/imports/import.entity.js';
import { printRows } from '../print-rows.js';

/** @param rows that were done in these seconds; an import that was resumed has had others before */
export function printSummary(done: Import, rows: number, seconds: number): void {
  const { inserted, updated, skipped, rejected } = done.progress;
  printRows([
    {
      rows: rowsOf(done.progress),
      ...{ inserted, updated, skipped, rejected },
      'rows/s': Math.round(rows / Math.max(seconds, 0.001)),
      seconds: seconds.toFixed(1),
      'peak MB': Math.ceil((done.peakBytes ?? 0) / 2 ** 20),
    },
  ]);
  process.stdout.write(`${outcomeOf(done)}\n`);
}

function outcomeOf({ id, state, message, options }: Import): string {
  if (state === 'completed') return options.dryRun ? 'dry run: nothing was kept' : `import ${id} is complete`;
  const goOn = `To go on: npm run cli -- import --resume ${id}`;
  if (state === 'paused') return `import ${id} is paused. ${goOn}`;
  if (state === 'failed') return `import ${id} has failed: ${message ?? 'for no known reason'}\n${goOn}`;
  return `import ${id} is ${state}${state === 'cancelled' ? '' : ': a worker has taken it over'}`;
}

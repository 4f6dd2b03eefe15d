import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { readPrimary } from '../../../platform/database/routing/read-preference.js';
import { rowsOf } from '../../../features/imports/import-progress.js';
import { isOver } from '../../../features/imports/import-state.js';
import type { Import } from '../../../features/imports/import.entity.js';
import { ImportsService } from '../../../features/imports/imports.service.js';
import { ImportRuns } from '../../../features/imports/runs/import-runs.service.js';
import type { RunFlags } from './import-flags.js';
import { INTERRUPTED } from './interruption.js';
import { ProgressLine } from './progress-line.js';
import { writeRejects } from './rejects-file.js';
import { printSummary } from './summary.js';

const EXIT = { failed: 1, someRejected: 2 };

/** Runs an import in this process until its end or until somebody interrupts it, and says what has become of it. */
export async function runToEnd(
  app: INestApplicationContext,
  made: Import,
  flags: RunFlags & { rejects: string },
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const line = flags.quiet ? undefined : new ProgressLine();
  line?.start(async () => countsOf(await current(app, made.id)));
  try {
    await runPortions(app, made.id, signal);
  } finally {
    await line?.end();
  }
  const done = await current(app, made.id);
  printSummary(done, rowsOf(done.progress) - rowsOf(made.progress), (performance.now() - startedAt) / 1000);
  if (done.progress.rejected > 0 && isOver(done.state)) await writeRejects(app, done, flags.rejects);
  process.exitCode = exitCodeOf(done);
}

/** Until nothing is left to do here. A worker may have taken it over, when this process was away for long. */
async function runPortions(app: INestApplicationContext, id: string, signal: AbortSignal): Promise<void> {
  const pause = () => void pauseImport(app, id);
  signal.addEventListener('abort', pause, { once: true });
  if (signal.aborted) pause();
  try {
    const run = { signal: new AbortController().signal };
    while ((await app.get(ImportRuns).runPortion(id, run)) === 'more');
  } catch (error) {
    // Nobody else tries it again: it is to be resumed, and its message says why.
    await app.get(ImportRuns).giveUp(id, error);
  } finally {
    signal.removeEventListener('abort', pause);
  }
}

// It stops after the batches in hand. One that has just come to its end cannot be paused, and need not be.
async function pauseImport(app: INestApplicationContext, id: string): Promise<void> {
  await app
    .get(Database)
    .transaction('import.pause', (tx) => app.get(ImportsService).pause(tx, id))
    .catch(() => undefined);
}

function current(app: INestApplicationContext, id: string): Promise<Import> {
  return readPrimary(() => app.get(ImportsService).get(id));
}

function countsOf({ bytes, progress }: Import) {
  const share = Math.min(1, progress.bytesDone / Math.max(1, bytes));
  return { share, rows: rowsOf(progress), rejected: progress.rejected };
}

function exitCodeOf({ state, progress }: Import): number {
  if (state === 'completed') return progress.rejected > 0 ? EXIT.someRejected : 0;
  return state === 'paused' ? INTERRUPTED : EXIT.failed;
}

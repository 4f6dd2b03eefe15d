import { Counter, Histogram } from 'prom-client';
import type { BatchCounts } from '../writing/batch-writer.service.js';

const OUTCOMES = ['inserted', 'updated', 'skipped', 'rejected'] as const;

const rows = new Counter({
  name: 'groundwork_import_rows_total',
  help: 'Rows of imports by what became of them',
  labelNames: ['target', 'outcome'],
});

const batches = new Histogram({
  name: 'groundwork_import_batch_seconds',
  help: 'Time that writing a batch took, with its checkpoint',
  labelNames: ['target'],
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60],
});

export function countBatch(target: string, counts: BatchCounts, ms: number): void {
  for (const outcome of OUTCOMES) if (counts[outcome] > 0) rows.inc({ target, outcome }, counts[outcome]);
  batches.observe({ target }, ms / 1000);
}

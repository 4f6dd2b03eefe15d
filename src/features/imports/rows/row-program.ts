import { parentPort, workerData } from 'node:worker_threads';
import { readCsv } from '../../../platform/csv/csv-reader.js';
import { isRejectsFile, restoreCells } from '../rejects/reject-columns.js';
import { firstPosition } from './first-position.js';
import { IncomingBytes } from './incoming-bytes.js';
import { KeptBytes } from './kept-bytes.js';
import { OpenBatches } from './open-batches.js';
import type { FromRows, RowThreadData, ToRows } from './row-messages.js';
import { MAX_SPAN_BYTES, RowReader } from './row-reader.js';
import { shownRecord } from './shown-record.js';

// A program of its own, started by row-thread.ts. It is ended from outside at any moment, and has nothing to tidy up.

if (!parentPort) throw new Error('this is a thread of row-thread.ts');
const port = parentPort;
const { plan, limits } = workerData as RowThreadData;
const { dialect, columns } = plan.options;

const incoming = new IncomingBytes((bytes) => tell({ is: 'taken', bytes }));
const kept = new KeptBytes(
  firstPosition(plan.lanes).byte,
  Math.max(MAX_SPAN_BYTES, 2 * limits.maxRecordBytes),
);
const open = new OpenBatches(port, plan.lanes.length);
const reader = new RowReader(plan, {
  give: (batch) => open.give(batch),
  room: () => open.room(),
  passed: (needed, read) => {
    open.passed(needed);
    kept.passed(read);
    kept.forget(open.needed);
  },
});

port.on('message', (message: ToRows) => {
  switch (message.do) {
    case 'read':
      return incoming.push(message.bytes);
    case 'end':
      return incoming.end();
    case 'release':
      open.release(message.batch);
      return kept.forget(open.needed);
    case 'resize':
      return reader.resize(message.batchRows);
    case 'originals':
      return void originals(message.batch, message.rows).then((records) =>
        tell({ is: 'originals', ask: message.ask, records }),
      );
  }
});
await reader.run(kept.keeping(incoming), limits);

function tell(message: FromRows): void {
  port.postMessage(message);
}

/** Rows are seldom asked for, so they are read again and not kept: millions of little texts are slow to look after. */
async function originals(batch: number, rows: readonly number[]): Promise<string[][]> {
  const start = open.get(batch)?.start;
  if (!start) throw new Error(`batch ${batch} was released`);
  const found = new Map<number, string[]>();
  const wanted = new Set(rows);
  const options = { ...limits, from: start, columns: columns.length };
  for await (const block of readCsv(kept.from(start.byte), dialect, options)) {
    if (isRejectsFile(columns)) restoreCells(block.records);
    for (const [index, record] of block.records.entries()) {
      const row = block.start.row + index + 1;
      if (wanted.has(row)) found.set(row, shownRecord(record));
    }
    if (found.size === wanted.size) break;
  }
  return rows.map((row) => found.get(row) ?? []);
}

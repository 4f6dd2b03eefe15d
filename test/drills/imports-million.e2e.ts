import type { Stack } from '../../local/stack.ts';
import { userFile } from '../imports/files.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { TestImports } from '../support/imports.ts';
import { endProcesses, launch } from '../support/processes.ts';

const ROWS = 1_000_000;
const LANES = 3;
const COPIES = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY "users"%'`;

let stack: Stack;
let imports: TestImports;

beforeAll(async () => {
  stack = await startDrillStack('imports-million', { alone: true });
  imports = await TestImports.open({ ...stack.env, IMPORT_LANES: String(LANES) });
}, 120_000);

afterAll(async () => {
  endProcesses();
  await imports.app.close();
  await stack.destroy();
}, 60_000);

describe('a file of a million rows', () => {
  it('is imported in as many batches at once as there may be, and says what memory that took [W6.H1] [W6.H2]', async () => {
    const id = await imports.make(userFile(ROWS), {}, { enqueue: true });
    await launch('worker', { ...stack.env, WORKER_QUEUES: 'import' });
    let most = 0;
    await eventually(async () => {
      const [copies] = await imports.ask<{ count: number }>(COPIES);
      most = Math.max(most, copies?.count ?? 0);
      return (await imports.find(id))?.state === 'completed';
    }, 280_000);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(LANES);
    expect(await imports.counts(id)).toEqual({ inserted: 989_750, updated: 0, skipped: 0, rejected: 10_250 });
    const [{ megabytes } = { megabytes: 0 }] = await imports.ask<{ megabytes: number }>(
      'SELECT peak_bytes / 1000000 AS megabytes FROM imports WHERE id = $1',
      [id],
    );
    process.stdout.write(`a million rows, ${megabytes} MB at the most\n`);
    // A process that runs has a hundred; the file alone has fifty.
    expect(megabytes).toBeGreaterThan(100);
    expect(megabytes).toBeLessThan(600);
  }, 300_000);
});

import type { Stack } from '../../local/stack.ts';
import { userFile } from '../imports/files.ts';
import { type Outcome, outcomeOf } from '../imports/outcome.ts';
import { promoteFurthest, startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { TestImports } from '../support/imports.ts';

const ROWS = 40_000;
const FILE = userFile(ROWS);

let stack: Stack;
let imports: TestImports;
let undisturbed: Outcome;

beforeAll(async () => {
  const calm = await TestImports.open();
  undisturbed = await outcomeOf(calm, await calm.import(FILE));
  stack = await startDrillStack('imports');
  imports = await TestImports.open(stack.env);
}, 120_000);

afterAll(async () => {
  await imports.app.close();
  await stack.destroy();
}, 60_000);

describe('an import whose database goes away', () => {
  it('goes on when it is back, and when another server takes its place [W6.H3]', async () => {
    const id = await imports.make(FILE, { batchSize: 500 });
    const running = imports.run(id);
    await reached(id, ROWS / 4);
    await stack.kill('primary');
    await stack.start('primary');
    await reached(id, ROWS / 2);
    await stack.kill('primary');
    const next = await promoteFurthest(stack);
    expect(await running).toBe('finished');
    const outcome = await outcomeOf(imports, id);
    expect(outcome).toEqual(undisturbed);
    process.stdout.write(`imported through a restart and a failover to ${next}\n`);
  }, 120_000);
});

/** Waits until so many rows are done. */
function reached(id: string, rows: number): Promise<boolean> {
  return eventually(async () => {
    const { inserted = 0, rejected = 0 } = await imports.counts(id).catch(() => ({}) as never);
    return inserted + rejected >= rows;
  }, 60_000);
}

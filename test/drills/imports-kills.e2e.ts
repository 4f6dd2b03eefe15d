import { join } from 'node:path';
import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { userFile } from '../imports/files.ts';
import { emptyUsers, type Outcome, outcomeOf } from '../imports/outcome.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { TestImports } from '../support/imports.ts';
import { linkTo } from '../support/link.ts';
import { endProcesses, environment, launch, RunningProcess } from '../support/processes.ts';

const ROWS = 200_000;
const KILLS = 20;
const JITTER_MS = 20;
/** Where it is not about how often, but about how. */
const FEW_ROWS = 40_000;
const FAST = { WORKER_QUEUES: 'import', JOB_LOCK_MS: '1000' };

// What others read from replicas would be late, because of all that is written here.
let stack: Stack;
let imports: TestImports;

beforeAll(async () => {
  stack = await startDrillStack('imports-kills', { alone: true });
  imports = await TestImports.open(stack.env);
}, 300_000);

beforeEach(() => emptyUsers(imports));

afterAll(async () => {
  endProcesses();
  await imports.app.close();
  await stack.destroy();
}, 60_000);

/** What an import of so many rows comes to when nothing happens to it. */
async function undisturbed(rows: number): Promise<Outcome> {
  const outcome = await outcomeOf(imports, await imports.import(userFile(rows)));
  await emptyUsers(imports);
  return outcome;
}

async function done(id: string): Promise<number> {
  const { inserted, rejected } = await imports.counts(id);
  return inserted + rejected;
}

describe('an import whose process is killed', () => {
  it('at many moments is in the end what it is undisturbed [W6.H3]', async () => {
    const calm = await undisturbed(ROWS);
    expect(calm.counts).toEqual({ inserted: 197_950, updated: 0, skipped: 0, rejected: 2050 });
    // Small ones, so that there is a batch to be cut off at each moment.
    const id = await imports.make(userFile(ROWS), { batchSize: 1000 });
    // Compiled once, and not twenty times.
    const env = await environment({ ...stack.env, NODE_COMPILE_CACHE: join(stack.dir, 'compiled') });
    const start = () => new RunningProcess([process.execPath, 'test/imports/program.ts', id], env);
    let kills = 0;
    let next = start();
    for (let isDone = false; !isDone;) {
      const running = next;
      await running.line('ready', 60_000);
      // The next one starts meanwhile.
      next = start();
      running.signal('SIGUSR2');
      const from = (kills + 1) * (ROWS / (KILLS + 2));
      const ended = running.exit();
      if (kills < KILLS) {
        await eventually(async () => running.child.exitCode !== null || (await done(id)) >= from, 120_000);
        await sleep(Math.random() * JITTER_MS);
        running.signal('SIGKILL');
      }
      const how = await ended;
      expect(['SIGKILL', 0]).toContain(how);
      if (how === 'SIGKILL') kills += 1;
      else isDone = true;
    }
    next.signal('SIGKILL');
    process.stdout.write(`killed ${kills} times in the middle of ${ROWS} rows\n`);
    // One that comes late on a slow machine may find the import complete.
    expect(kills).toBeGreaterThan(0.75 * KILLS);
    expect(await outcomeOf(imports, id)).toEqual(calm);
    // Some may have been killed before they had begun.
    expect((await imports.find(id))?.epoch).toBeGreaterThan(KILLS / 2);
  }, 300_000);

  it('goes on in another worker, by its queue [W6.H3] [W6.I5] [W5.B1]', async () => {
    const calm = await undisturbed(FEW_ROWS);
    const id = await imports.make(userFile(FEW_ROWS), {}, { enqueue: true });
    const first = await launch('worker', { ...FAST, ...stack.env });
    await eventually(async () => (await done(id)) > FEW_ROWS / 10, 120_000);
    first.signal('SIGKILL');
    await first.exit();
    expect(await imports.find(id)).toMatchObject({ state: 'running' });
    const second = await launch('worker', { ...FAST, ...stack.env });
    await eventually(async () => (await imports.find(id))?.state === 'completed', 120_000);
    second.signal('SIGTERM');
    expect(await second.exit()).toBe(0);
    expect(await outcomeOf(imports, id)).toEqual(calm);
  }, 300_000);
});

describe('an import whose worker is stopped', () => {
  it('goes on in another one, behind what was committed, each row once [W5.I6]', async () => {
    const calm = await undisturbed(FEW_ROWS);
    // A batch in the middle has to wait for whoever takes an address that it has, and so the worker cannot finish.
    // The application's own connections may not be idle in a transaction for so long.
    const rival = new pg.Client({ connectionString: stack.env.DATABASE_URL });
    await rival.connect();
    await rival.query('BEGIN');
    const taken = `user${FEW_ROWS / 2 - 1}@example.com`;
    await rival.query(`INSERT INTO users (name, email) VALUES ('Rival', $1)`, [taken]);
    const id = await imports.make(userFile(FEW_ROWS), { batchSize: 1000 }, { enqueue: true });
    try {
      const first = await launch('worker', { ...FAST, ...stack.env, SHUTDOWN_TIMEOUT_MS: '20000' });
      await eventually(async () => (await done(id)) > FEW_ROWS / 10, 120_000);
      first.signal('SIGTERM');
      expect(await first.exit()).toBe(0);
      expect(await done(id)).toBeLessThan(FEW_ROWS);
    } finally {
      await rival.end();
    }
    expect((await imports.find(id))?.state).not.toBe('completed');
    const second = await launch('worker', { ...FAST, ...stack.env });
    await eventually(async () => (await imports.find(id))?.state === 'completed', 120_000);
    second.signal('SIGTERM');
    await second.exit();
    expect(await outcomeOf(imports, id)).toEqual(calm);
  }, 300_000);
});

describe('an import whose queue goes away', () => {
  it('is in the end what it is undisturbed [W6.H3]', async () => {
    const link = await linkTo(stack.env.REDIS_QUEUE_URL ?? '');
    const calm = await undisturbed(FEW_ROWS);
    const id = await imports.make(userFile(FEW_ROWS), {}, { enqueue: true });
    const worker = await launch('worker', { ...FAST, ...stack.env, REDIS_QUEUE_URL: link.url });
    await eventually(async () => (await done(id)) > FEW_ROWS / 10, 120_000);
    await link.cut();
    // Longer than its lock lasts.
    await sleep(1500);
    await link.mend();
    await eventually(async () => (await imports.find(id))?.state === 'completed', 120_000);
    worker.signal('SIGTERM');
    await worker.exit();
    await link.cut();
    expect(await outcomeOf(imports, id)).toEqual(calm);
  }, 300_000);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, type RunningProcess } from '../support/processes.ts';

const LOCK_MS = 1000;
const SHORT_LOCK = { JOB_LOCK_MS: String(LOCK_MS) };
/** The first loss and as many more as are put up with. */
const MOST_CRASHES = 6;

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

describe('a job that crashes its process', () => {
  it('fails after some crashes, and those beside it are done all the same [W5.H1] [W5.I5]', async () => {
    const innocent = await drill.enqueueAll('test.audit', Array(20).fill({ does: 'sleep', ms: 300 }));
    const poison = await drill.enqueue('test.audit', { does: 'crash' });
    innocent.push(...(await drill.enqueueAll('test.audit', Array(20).fill({ does: 'sleep', ms: 300 }))));
    const fleet = new Fleet();
    fleet.start();
    await eventually(async () => (await drill.view('audit', poison)).state === 'failed', 100_000);
    expect(await drill.view('audit', poison)).toMatchObject({ state: 'failed', reason: 'stalled' });
    const crashes = (await drill.runs(poison)).length;
    expect(crashes).toBeGreaterThan(1);
    expect(crashes).toBeLessThanOrEqual(MOST_CRASHES);
    expect(fleet.lines('job stalled').map(({ jobId }) => jobId)).toContain(poison);
    for (const id of innocent) expect(await drill.ended('audit', id)).toMatchObject({ state: 'completed' });
    await fleet.stop();
    expect(fleet.crashes).toBe(crashes);
    expect(await drill.effects()).toMatchObject({ jobs: 40, total: 40 });
  }, 150_000);
});

describe('a worker that hangs', () => {
  it('loses its jobs to others, and does no harm when it wakes [W5.H1] [W5.I5]', async () => {
    await drill.ask('TRUNCATE test_runs, test_effects; UPDATE test_tally SET total = 0');
    const hanging = await drill.worker(SHORT_LOCK);
    const id = await drill.enqueue('test.audit', { does: 'hold', key: 'go' });
    await drill.begun(id);
    hanging.signal('SIGSTOP');
    const other = await drill.worker(SHORT_LOCK);
    const [lost, taken] = await drill.begun(id, 2);
    expect([lost?.worker, taken?.worker]).toEqual([hanging.child.pid, other.child.pid]);
    await other.line('job stalled');
    hanging.signal('SIGCONT');
    await eventually(async () => (await drill.runs(id))[0]?.outcome === 'lock_lost', 30_000);
    // Long enough for the other to lose it in turn, if what wakes up could take it away.
    await sleep(2 * LOCK_MS);
    expect(await drill.view('audit', id)).toMatchObject({ state: 'active', attempts: 0 });
    await drill.release('go');
    expect(await drill.ended('audit', id)).toMatchObject({ state: 'completed', attempts: 1 });
    expect(await drill.runs(id)).toMatchObject([{ outcome: 'lock_lost' }, { outcome: 'done' }]);
    expect(await drill.effects()).toMatchObject({ jobs: 1, total: 1 });
    expect(await stopAll([hanging, other])).toEqual([0, 0]);
  }, 90_000);
});

describe('a worker that is given what it is still at work on', () => {
  it('stops that run, and begins the next when it is over [W5.H1]', async () => {
    await drill.ask('TRUNCATE test_runs, test_effects; UPDATE test_tally SET total = 0');
    const worker = await drill.worker();
    const id = await drill.enqueue('test.audit', { does: 'hold', key: 'again' });
    await drill.begun(id);
    await drill.stall('audit', id);
    const [first] = await drill.begun(id, 2);
    expect(first).toMatchObject({ outcome: 'lock_lost' });
    await drill.release('again');
    expect(await drill.ended('audit', id)).toMatchObject({ state: 'completed', attempts: 1 });
    expect(await drill.runs(id)).toMatchObject([{ outcome: 'lock_lost' }, { outcome: 'done' }]);
    expect(await drill.effects()).toMatchObject({ jobs: 1, total: 1 });
    expect(await stopAll([worker])).toEqual([0]);
  }, 90_000);
});

/** Two workers, started again as often as they crash. */
class Fleet {
  crashes = 0;
  readonly #all: RunningProcess[] = [];
  #isStopping = false;
  readonly #places: Promise<void>[] = [];

  start(): void {
    this.#places.push(this.#keep(), this.#keep());
  }

  lines(msg: string): Record<string, unknown>[] {
    return this.#all.flatMap((worker) => worker.lines()).filter((line) => line.msg === msg);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const worker of this.#all) worker.signal('SIGTERM');
    await Promise.all(this.#places);
  }

  async #keep(): Promise<void> {
    while (!this.#isStopping) {
      const worker = await drill.launch(SHORT_LOCK);
      this.#all.push(worker);
      if (this.#isStopping) worker.signal('SIGTERM');
      const code = await worker.exit();
      // One that is told to stop before it has begun ends by the signal.
      if (code !== 0 && !this.#isStopping) this.crashes += 1;
    }
  }
}

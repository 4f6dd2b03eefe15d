import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses } from '../support/processes.ts';

// Takes nothing of what is looked at here, but hands everything over.
const RELAY_ONLY = { WORKER_QUEUES: 'report' };
const ONE_BY_ONE = { WORKER_QUEUES: 'media', QUEUE_CONCURRENCY: 'media=1' };
/** Clocks are read in whole milliseconds. */
const ROUNDED = 2;

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

async function order(): Promise<string[]> {
  return (await drill.runs()).map(({ job_id }) => job_id);
}

describe('waiting jobs', () => {
  it('are done in order of their priority, and of their age within one [W5.H2] [W5.S6]', async () => {
    const relay = await drill.worker(RELAY_ONLY);
    const enqueued: { id: string; rank: number }[] = [];
    for (const priority of ['low', 'high', 'normal', 'low', 'normal', 'high', 'high'] as const) {
      const ids = await drill.enqueueAll('test.media', Array(5).fill({}), { priority });
      const rank = ['high', 'normal', 'low'].indexOf(priority);
      enqueued.push(...ids.map((id) => ({ id, rank })));
      await drill.handedOver();
    }
    const worker = await drill.worker(ONE_BY_ONE);
    await eventually(async () => (await order()).length === enqueued.length, 60_000);
    const expected = enqueued.toSorted((one, other) => one.rank - other.rank).map(({ id }) => id);
    expect(await order()).toEqual(expected);
    expect(await stopAll([relay, worker])).toEqual([0, 0]);
  }, 90_000);
});

describe('a job for later', () => {
  it('is never begun too early, and soon when it is time, also among many [W5.I2]', async () => {
    const worker = await drill.worker({ WORKER_CONCURRENCY: '50' });
    const start = Date.now();
    const times = Array.from({ length: 60 }, (_, index) => start + 2000 + ((index * 37) % 60) * 50);
    const due = await Promise.all(
      times.map(async (at): Promise<[string, number]> => {
        return [await drill.enqueue('test.email', {}, { runAt: new Date(at) }), at];
      }),
    );
    const late: number[] = [];
    for (const [id, at] of due) {
      const [run] = await drill.begun(id);
      late.push((run?.started_at.getTime() ?? 0) - at);
    }
    late.sort((one, other) => one - other);
    process.stdout.write(`late by ${late[30]} ms (median), ${late.at(-1)} ms (most)\n`);
    expect(late[0]).toBeGreaterThanOrEqual(-ROUNDED);
    expect(late.at(-1)).toBeLessThan(20_000);
    expect(await stopAll([worker])).toEqual([0]);
  }, 90_000);
});

describe('a job that fails', () => {
  it('is tried five times, after pauses that double and differ [W5.I1] [W5.B3]', async () => {
    const worker = await drill.worker();
    const ids = await drill.enqueueAll('test.audit', Array(12).fill({ does: 'fail' }));
    let shortened = 0;
    for (const id of ids) {
      expect(await drill.ended('audit', id)).toMatchObject({ state: 'failed', attempts: 5, reason: 'error' });
      const runs = await drill.runs(id);
      expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
      const pauses = runs.slice(1).map(({ started_at }, index) => {
        return started_at.getTime() - (runs[index]?.ended_at?.getTime() ?? 0);
      });
      pauses.forEach((pause, index) => {
        const backoff = 200 * 2 ** index;
        expect(pause).toBeGreaterThanOrEqual(backoff / 2 - ROUNDED);
        expect(pause).toBeLessThan(backoff + 10_000);
      });
      shortened += pauses.filter((pause, index) => pause < 0.9 * 200 * 2 ** index).length;
    }
    // Half of each pause is left to chance, lest all that failed together come back together.
    expect(shortened).toBeGreaterThan(0);
    expect(await stopAll([worker])).toEqual([0]);
    expect(worker.lines().filter(({ msg }) => msg === 'job failed')).toHaveLength(60);
  }, 90_000);

  it('for good is not tried again, and says why [W5.I1] [W5.B3]', async () => {
    const worker = await drill.worker();
    const id = await drill.enqueue('test.audit', { does: 'refuse' });
    expect(await drill.ended('audit', id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      reason: 'not_wanted',
    });
    expect(await stopAll([worker])).toEqual([0]);
    expect(await drill.runs(id)).toHaveLength(1);
  }, 60_000);
});

import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, type RunningProcess } from '../support/processes.ts';

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

beforeEach(() => drill.ask('TRUNCATE test_runs, test_effects; UPDATE test_tally SET total = 0'));

describe('workers of their own', () => {
  let media: RunningProcess;
  let others: RunningProcess;

  beforeAll(async () => {
    media = await drill.worker({ WORKER_QUEUES: 'media', QUEUE_CONCURRENCY: 'media=3' });
    const QUEUE_CONCURRENCY = 'import=3';
    others = await drill.worker({
      WORKER_QUEUES: 'email,notification,audit,report,import',
      QUEUE_CONCURRENCY,
    });
  }, 60_000);

  afterAll(() => stopAll([media, others]));

  it('take the jobs of their queues and no others [W5.B2] [W5.B5]', async () => {
    const names = ['email', 'notification', 'audit', 'media', 'report', 'import'];
    for (const name of names) await drill.enqueueAll(`test.${name}`, Array(5).fill({}));
    await eventually(async () => (await drill.effects()).jobs === 30, 30_000);
    for (const { name, worker } of await drill.runs())
      expect([name, worker]).toEqual([name, name === 'test.media' ? media.child.pid : others.child.pid]);
  }, 60_000);

  it('run as many of a queue at a time as they may, and no more [W5.B2]', async () => {
    const ids = await drill.enqueueAll('test.media', Array(12).fill({ does: 'sleep', ms: 200 }));
    for (const id of ids) await drill.ended('media', id);
    expect(await mostAtOnce()).toBe(3);
  }, 60_000);

  it('drop a job while one with the same key waits or runs, and take the next after it', async () => {
    const key = { deduplicationKey: 'once' };
    const first = await drill.enqueue('test.import', { does: 'hold', key: 'go' }, key);
    await drill.begun(first);
    const second = await drill.enqueue('test.import', {}, key);
    const another = await drill.enqueue('test.import', {}, { deduplicationKey: 'another' });
    await drill.ended('import', another);
    expect(await drill.runs(second)).toEqual([]);
    await drill.release('go');
    expect(await drill.ended('import', first)).toMatchObject({ state: 'completed' });
    const third = await drill.enqueue('test.import', {}, key);
    expect(await drill.ended('import', third)).toMatchObject({ state: 'completed' });
    expect(await drill.runs(second)).toEqual([]);
  }, 60_000);

  it('fail a job that an older release wrote, once and with a reason [W5.I4]', async () => {
    const id = await drill.enqueue('test.email', {}, { runAt: new Date(Date.now() + 60_000) });
    await drill.handedOver();
    const job = await drill.queue('email').getJob(id);
    await job?.updateData({ payload: { does: 'what was once possible' } });
    await job?.promote();
    expect(await drill.ended('email', id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      reason: 'invalid_payload',
    });
    expect(await drill.runs(id)).toEqual([]);
  }, 60_000);
});

describe('a rate limit', () => {
  it('holds for all workers together [W5.B2]', async () => {
    const JOBS = 24;
    const workers = await drill.workers(2, { QUEUE_RATE_LIMITS: 'notification=6/1s' });
    const ids = await drill.enqueueAll('test.notification', Array(JOBS).fill({}));
    for (const id of ids) await drill.ended('notification', id);
    const starts = (await drill.runs()).map(({ started_at }) => started_at.getTime());
    // Windows are fixed: the end of one and the beginning of the next may be close.
    const inOneSecond = starts.map((from) => starts.filter((at) => at >= from && at < from + 950).length);
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(12);
    // The first may have begun late, so its window counts for nothing.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual((JOBS / 6 - 2) * 1000);
    expect(await stopAll(workers)).toEqual([0, 0]);
  }, 60_000);
});

/** Jobs that ran at the same time, at the most. */
async function mostAtOnce(): Promise<number> {
  const runs = await drill.runs();
  const during = (at: Date) =>
    runs.filter(({ started_at, ended_at }) => started_at <= at && at < (ended_at ?? at)).length;
  return Math.max(...runs.map(({ started_at }) => during(started_at)));
}

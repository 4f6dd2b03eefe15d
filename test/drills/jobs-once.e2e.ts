import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, type RunningProcess } from '../support/processes.ts';

const JOBS = 2000;
const ROUNDS = 3;
/** Workers that are killed leave their jobs to others soon. */
const SHORT_LOCK = { JOB_LOCK_MS: '1000', QUEUE_CONCURRENCY: 'media=10' };

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

beforeEach(() => drill.ask('TRUNCATE test_runs, test_effects; UPDATE test_tally SET total = 0'));

describe('2000 jobs and 4 workers', () => {
  it('each is done once, and everybody has a share [W5.H1] [W5.H7]', async () => {
    const workers = await drill.workers(4);
    for (let batch = 0; batch < 4; batch += 1)
      await drill.enqueueAll('test.audit', works(JOBS / 4, { does: 'sleep', ms: 5 }));
    await eventually(async () => (await drill.effects()).jobs === JOBS, 120_000);
    expect(await stopAll(workers)).toEqual([0, 0, 0, 0]);
    expect(await drill.effects()).toEqual({ jobs: JOBS, total: JOBS, workers: 4 });
    const runs = await drill.runs();
    expect(runs).toHaveLength(JOBS);
    expect(runs.every(({ attempt, outcome }) => attempt === 1 && outcome === 'done')).toBe(true);
  }, 180_000);

  it('none is lost and each takes effect once, however often workers are killed [W5.H1] [W5.I6]', async () => {
    const workers = await drill.workers(4, SHORT_LOCK);
    for (let round = 0; round < ROUNDS; round += 1) {
      await drill.enqueueAll('test.media', works(300, { does: 'sleep', ms: 50 }));
      const killed = workers.splice(0, 2);
      await eventually(() => areBusy(killed), 60_000);
      await sleep(randomInt(50));
      for (const worker of killed) worker.signal('SIGKILL');
      expect(await Promise.all(killed.map((worker) => worker.exit()))).toEqual(['SIGKILL', 'SIGKILL']);
      workers.push(...(await drill.workers(2, SHORT_LOCK)));
    }
    const jobs = ROUNDS * 300;
    await eventually(async () => (await drill.effects()).jobs === jobs, 120_000);
    expect(await drill.effects()).toMatchObject({ jobs, total: jobs });
    const cut = (await drill.runs()).filter(({ outcome }) => outcome === null);
    process.stdout.write(`${2 * ROUNDS} workers killed, ${cut.length} runs cut off\n`);
    expect(cut.length).toBeGreaterThan(0);
    const queue = drill.queue('media');
    await eventually(async () => (await queue.getCompletedCount()) === jobs, 30_000);
    expect(await queue.getFailedCount()).toBe(0);
    await stopAll(workers);
  }, 240_000);
});

function works<T>(count: number, work: T): T[] {
  return Array.from({ length: count }, () => work);
}

/** Whether each has begun some of what there is and not ended it. */
async function areBusy(workers: readonly RunningProcess[]): Promise<boolean> {
  const sql = 'SELECT DISTINCT worker FROM test_runs WHERE worker = ANY($1) AND ended_at IS NULL';
  return (await drill.ask(sql, [workers.map(({ child }) => child.pid)])).length === workers.length;
}

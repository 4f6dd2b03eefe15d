import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses } from '../support/processes.ts';

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

const TICKS = 6;

describe('a schedule that three workers have registered', () => {
  it('comes once a tick, also while workers come and go [W5.H3]', async () => {
    const workers = await drill.workers(3, { TEST_TICKS: '1' });
    const begunAt = Date.now();
    await eventually(async () => (await ticks()).length >= TICKS, 60_000);
    workers.shift()?.signal('SIGKILL');
    workers.push(await drill.worker({ TEST_TICKS: '1' }));
    const before = (await ticks()).length;
    await eventually(async () => (await ticks()).length >= before + TICKS, 60_000);
    const seconds = await ticks();
    // Of a tick that was begun twice, or by two schedules, the same second would be there twice.
    expect(new Set(seconds).size).toBe(seconds.length);
    expect(seconds.every((ms) => ms % 1000 === 0)).toBe(true);
    expect(seconds.filter((ms) => ms >= begunAt).length).toBeLessThanOrEqual(
      (Date.now() - begunAt) / 1000 + 1,
    );
    const runs = await drill.runs();
    expect(runs.every(({ attempt }) => attempt === 1)).toBe(true);
    expect(await stopAll(workers)).toEqual([0, 0, 0]);
  }, 180_000);
});

/** The time for which each run was meant, which the queue writes into the id of the job. */
async function ticks(): Promise<number[]> {
  return (await drill.runs()).map(({ job_id }) => Number(job_id.split(':').at(-1)));
}

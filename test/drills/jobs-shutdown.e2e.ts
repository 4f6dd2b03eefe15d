import { JobsDrill, stopAll } from '../jobs/drill.ts';
import { eventually } from '../support/eventually.ts';
import { linkTo } from '../support/link.ts';
import { endProcesses, environment, type RunningProcess } from '../support/processes.ts';

const TIMEOUT = { SHUTDOWN_TIMEOUT_MS: '5000' };
const JOBS = 400;

let drill: JobsDrill;

beforeAll(async () => {
  drill = await JobsDrill.open();
}, 120_000);

afterAll(endProcesses);

beforeEach(() =>
  drill.ask('TRUNCATE test_runs, test_effects, test_released; UPDATE test_tally SET total = 0'),
);

describe('a worker that is told to stop', () => {
  it('under load ends its jobs, and none fails, is lost or runs twice [W5.I6]', async () => {
    const [first, second, ...rest] = await drill.workers(3);
    await drill.enqueueAll('test.audit', Array(JOBS).fill({ does: 'sleep', ms: 100 }));
    for (const worker of [first, second] as RunningProcess[]) {
      await eventually(() => isBusy(worker), 30_000);
      expect(await stopAll([worker])).toEqual([0]);
      expect(worker.lines().at(-1)).toMatchObject({ msg: 'stopped' });
    }
    await eventually(async () => (await drill.effects()).jobs === JOBS, 60_000);
    const runs = await drill.runs();
    expect(runs).toHaveLength(JOBS);
    expect(runs.every(({ attempt, outcome }) => attempt === 1 && outcome === 'done')).toBe(true);
    for (const worker of [first, second] as RunningProcess[])
      expect(worker.lines().filter(({ msg }) => msg === 'job failed')).toEqual([]);
    expect(await stopAll(rest)).toEqual([0]);
  }, 120_000);

  it('gives back in time what takes too long: it runs elsewhere, and nothing counts as tried [W5.I6]', async () => {
    const stopping = await drill.worker(TIMEOUT);
    const held = await drill.enqueueAll('test.audit', Array(5).fill({ does: 'hold', key: 'go' }));
    const deaf = await drill.enqueue('test.audit', { does: 'linger', ms: 30_000 });
    for (const id of [...held, deaf]) await drill.begun(id);
    const other = await drill.worker();
    expect(await stopAll([stopping])).toEqual([0]);
    for (const id of held) {
      const [before, after] = await drill.begun(id, 2);
      expect(before).toMatchObject({ worker: stopping.child.pid, outcome: 'shutdown', attempt: 1 });
      expect(after).toMatchObject({ worker: other.child.pid, attempt: 1 });
    }
    expect(await drill.begun(deaf, 2)).toMatchObject([
      { outcome: null },
      { worker: other.child.pid, attempt: 1 },
    ]);
    expect(await drill.view('audit', deaf)).toMatchObject({ state: 'active', attempts: 0 });
    await drill.release('go');
    for (const id of held)
      expect(await drill.ended('audit', id)).toMatchObject({ state: 'completed', attempts: 1 });
    other.signal('SIGKILL');
  }, 120_000);

  it('twice ends at once [W5.I6]', async () => {
    const worker = await drill.worker({ SHUTDOWN_TIMEOUT_MS: '3600000' });
    const id = await drill.enqueue('test.email', { does: 'hold', key: 'never' });
    await drill.begun(id);
    worker.signal('SIGTERM');
    await worker.line('stopping');
    worker.signal('SIGTERM');
    expect(await worker.exit()).toBe(1);
    expect(await drill.runs(id)).toMatchObject([{ outcome: null }]);
  }, 60_000);

  it.each(['was never there', 'is gone'])(
    'ends in time as well when its queue %s [W5.I6]',
    async (how) => {
      const link = await linkTo((await environment()).REDIS_QUEUE_URL ?? '');
      if (how === 'was never there') await link.cut();
      const worker = await drill.worker({ ...TIMEOUT, REDIS_QUEUE_URL: link.url });
      if (how === 'is gone') {
        const id = await drill.enqueue('test.email', { does: 'hold', key: 'never' });
        await drill.begun(id);
        await link.cut();
      }
      expect(await stopAll([worker])).toEqual([0]);
      expect(worker.lines().at(-1)).toMatchObject({ msg: 'stopped' });
    },
    60_000,
  );
});

async function isBusy({ child }: RunningProcess): Promise<boolean> {
  const sql = 'SELECT FROM test_runs WHERE worker = $1 AND ended_at IS NULL';
  return (await drill.ask(sql, [child.pid])).length > 0;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../local/stack.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createUsers } from '../support/create-users.ts';
import { addressOf, startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { SteadyLoad } from '../support/steady-load.ts';

let stack: Stack;
let apis: ApiProcess[];
let users: number[];

beforeAll(async () => {
  stack = await startDrillStack('replicas');
  apis = await Promise.all([startApiProcess(stack.env), startApiProcess(stack.env)]);
  users = await createUsers((apis[0] as ApiProcess).url, 8);
  await noticed('replica-1', 'replica');
  await noticed('replica-2', 'replica');
}, 60_000);

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await stack.destroy();
}, 60_000);

describe('under steady load no read fails and none is stale', () => {
  it(
    'when a replica is killed and comes back [W9.I1] [W9.H6]',
    () =>
      drill('a killed replica', 'unreachable', async (see) => {
        await see(() => stack.kill('replica-1'), 'replica-1', 'out');
        await see(() => stack.start('replica-1'), 'replica-1', 'replica');
      }),
    90_000,
  );

  it(
    'when a replica hangs and goes on [W9.H6]',
    () =>
      drill('a hanging replica', 'unreachable', async (see) => {
        await see(() => stack.suspend('replica-2'), 'replica-2', 'out');
        await see(() => stack.resume('replica-2'), 'replica-2', 'replica');
      }),
    90_000,
  );

  it(
    'when replay is paused and resumed [W9.H1]',
    () =>
      drill('a paused replay', 'replay_paused', async (see) => {
        await see(() => stack.pauseReplay('replica-1'), 'replica-1', 'out');
        await see(() => stack.resumeReplay('replica-1'), 'replica-1', 'replica');
      }),
    90_000,
  );

  it(
    'when both replicas are killed: the primary serves [W9.H6]',
    () =>
      drill('both replicas killed', 'unreachable', async (see) => {
        await stack.kill('replica-1');
        await see(() => stack.kill('replica-2'), 'replica-2', 'out');
        await sleep(500);
        await stack.start('replica-1');
        await see(() => stack.start('replica-2'), 'replica-2', 'replica');
      }),
    90_000,
  );
});

type See = (act: () => Promise<void>, node: string, state: 'out' | 'replica') => Promise<void>;

async function drill(name: string, cause: string, act: (see: See) => Promise<void>): Promise<void> {
  const load = new SteadyLoad({ urls: apis.map(({ url }) => url), userIds: users, readers: 8 });
  await sleep(500);
  const times: string[] = [];
  await act(async (change, node, state) => {
    const since = Date.now();
    await change();
    const ms = await noticed(node, state, since);
    times.push(`${state} after ${ms} ms`);
    await sleep(700);
  });
  // A slow machine takes longer to make as many.
  await eventually(() => load.report.pairs > 100, 30_000);
  const report = await load.stop();
  process.stdout.write(
    `${name}: ${times.join(', ')}; ${report.reads} reads, ${report.pairs} write-then-read pairs\n`,
  );
  expect(report.failedReads).toEqual([]);
  expect(report.stale).toEqual([]);
  expect(report.failedWrites).toEqual([]);
  // Said once by each process, with the cause.
  for (const { log } of apis) expect(log.some(({ after }) => String(after).includes(cause))).toBe(true);
}

/** Waits until both processes have seen the node change, and returns how long that took from `since`. */
async function noticed(node: string, state: 'out' | 'replica', since = 0): Promise<number> {
  const address = addressOf(stack, node);
  const times = await Promise.all(
    apis.map(({ log }) =>
      eventually(() => {
        const change = log.findLast((line) => line.address === address);
        const fits = String(change?.after).startsWith(state) && Date.parse(String(change?.time)) >= since;
        return fits ? Date.parse(String(change?.time)) : undefined;
      }, 15_000),
    ),
  );
  return Math.max(...times) - since;
}

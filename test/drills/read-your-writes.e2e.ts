import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../local/stack.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createUsers } from '../support/create-users.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { SteadyLoad } from '../support/steady-load.ts';

const PAIRS = 5000;
const LAGS_MS = [50, 0, 2000, 100, 0, 500, 0, 1000, 200, 0];

let stack: Stack;
let apis: ApiProcess[];

beforeAll(async () => {
  stack = await startDrillStack('lag');
  apis = await Promise.all([startApiProcess(stack.env), startApiProcess(stack.env)]);
}, 60_000);

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await stack.destroy();
}, 60_000);

describe('5000 writes, each read back through another process', () => {
  it('are all seen while replicas lag by 50 ms to 2 s and change [W9.H1]', async () => {
    const userIds = await createUsers((apis[0] as ApiProcess).url, 20);
    const load = new SteadyLoad({ urls: apis.map(({ url }) => url), userIds, readers: 0 });
    for (let turn = 0; load.report.pairs < PAIRS; turn += 1) {
      await stack.lag('replica-1', LAGS_MS[turn % LAGS_MS.length] as number);
      await stack.lag('replica-2', LAGS_MS[(turn * 3 + 1) % LAGS_MS.length] as number);
      await sleep(1000);
    }
    const { stale, failedReads, failedWrites, servedBy, pairs } = await load.stop();
    const shares = [...servedBy].map(([node, count]) => `${node} ${Math.round((100 * count) / pairs)} %`);
    process.stdout.write(`${pairs} pairs read back: ${shares.sort().join(', ')}\n`);
    expect(stale).toEqual([]);
    expect(failedReads).toEqual([]);
    expect(failedWrites).toEqual([]);
    // The guarantee would be cheap if the primary served everything.
    expect(pairs - (servedBy.get('primary') ?? 0)).toBeGreaterThan(pairs / 20);
  }, 240_000);
});

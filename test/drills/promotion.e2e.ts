import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createUsers } from '../support/create-users.ts';
import { addressOf, startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { type LoadReport, SteadyLoad } from '../support/steady-load.ts';

let stack: Stack;
let apis: ApiProcess[];
let load: SteadyLoad;
let report: LoadReport;

beforeAll(async () => {
  stack = await startDrillStack('promotion');
  apis = await Promise.all([startApiProcess(stack.env), startApiProcess(stack.env)]);
  const userIds = await createUsers((apis[0] as ApiProcess).url, 8);
  await sleep(500);
  load = new SteadyLoad({ urls: apis.map(({ url }) => url), userIds, readers: 8 });
  await sleep(500);
}, 60_000);

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await stack.destroy();
}, 60_000);

describe('a promotion under load', () => {
  it('is found without a restart: writes resume, no read fails and none is stale [W9.I5] [W9.H6]', async () => {
    load.resetGap();
    const killedAt = Date.now();
    await stack.kill('primary');
    const next = await promoteFurthest();
    const promotedAt = Date.now();
    const address = addressOf(stack, next);
    await eventually(
      () => apis.every(({ log }) => log.some((line) => line.address === address && line.after === 'primary')),
      15_000,
    );
    const before = load.report.pairs;
    await eventually(() => load.report.pairs > before + 100, 15_000);
    process.stdout.write(
      `promotion: done ${promotedAt - killedAt} ms after the kill, longest pause between two writes ` +
        `${Math.round(load.report.longestWriteGapMs)} ms, writes refused ${load.report.failedWrites.length}\n`,
    );
    expect(load.report.failedReads).toEqual([]);
    expect(load.report.stale).toEqual([]);
    // A write that was under way when the primary died may be refused, with a 503 that says when to try again.
    for (const refused of load.report.failedWrites)
      expect(JSON.parse(refused)).toMatchObject({ status: 503 });
  }, 60_000);

  it('leaves nothing to an old primary that comes back as one [W9.I5]', async () => {
    await stack.start('primary');
    const old = addressOf(stack, 'primary');
    await eventually(
      () =>
        apis.every(({ log }) => log.findLast((line) => line.address === old)?.after === 'out: old_timeline'),
      15_000,
    );
    const before = await writesOn('primary');
    await sleep(1500);
    expect(await writesOn('primary')).toBe(before);
    report = await load.stop();
    expect(report.failedReads).toEqual([]);
    expect(report.stale).toEqual([]);
  }, 60_000);

  it('has lost no write that was acknowledged after it [W9.I5]', async () => {
    const { url } = apis[1] as ApiProcess;
    for (const [id, name] of report.acknowledged) {
      const answer = await fetch(`${url}/api/v1/users/${id}`, { headers: { 'cache-control': 'no-cache' } });
      expect(await answer.json()).toMatchObject({ name });
    }
  });
});

// The standby with the most WAL must win; the stack refuses the other one.
async function promoteFurthest(): Promise<string> {
  try {
    await stack.promote('replica-1');
    return 'replica-1';
  } catch {
    await stack.promote('replica-2');
    return 'replica-2';
  }
}

/** How many rows of `users` were changed on a node since it started, as its statistics say. */
async function writesOn(node: string): Promise<string> {
  const url = stack.nodes.find(({ name }) => name === node)?.url;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ changed: string }>(
    `SELECT max(updated_at)::text || ' ' || sum(version) AS changed FROM users`,
  );
  await client.end();
  return rows[0]?.changed ?? '';
}

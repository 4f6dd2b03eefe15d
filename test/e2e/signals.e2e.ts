import { z } from 'zod';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import { defineSignal } from '../../src/platform/signals/define-signal.js';
import { followSignal } from '../../src/platform/signals/follow-signal.js';
import { Signals } from '../../src/platform/signals/signals.js';
import { FURTHEST, type WalPosition } from '../../src/shared/wal-position.js';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

const teaReady = defineSignal({ name: 'tea.ready', schema: z.object({ cups: z.int() }) });
const cupsWashed = defineSignal({ name: 'cups.washed', schema: z.object({}) });

interface Heard {
  cups: number | undefined;
  position: WalPosition;
}

let teller: TestApi;
let hearer: TestApi;
let heard: Heard[];
let stop: () => void;

const tell = (cups: number) => teller.app.get(Signals).tell(teaReady, { cups });
// None were told before the test, to see that it is heard.
const cups = () => heard.map((each) => each.cups ?? 0).filter((each) => each > 0);
const missed = () => heard.filter((each) => each.cups === undefined).length;

beforeAll(async () => {
  teller = await startApi();
  hearer = await startApi();
});

beforeEach(async () => {
  heard = [];
  stop = hearer.app.get(Signals).hear(teaReady, (payload, position) => {
    heard.push({ cups: payload?.cups, position });
  });
  await eventually(async () => {
    await tell(0);
    return heard.length > 0;
  });
  heard = [];
});

afterEach(() => stop());

async function listening(): Promise<number[]> {
  const rows = await teller.dataSource.query<{ pid: number }[]>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN "signals"'`,
  );
  return rows.map(({ pid }) => pid);
}

describe('a signal', () => {
  it('is heard in another process, by those who listen to it, until they stop', async () => {
    await tell(1);
    await teller.app.get(Signals).tell(cupsWashed, {});
    await tell(2);
    await eventually(() => cups().includes(2));
    expect(cups()).toEqual([1, 2]);
    stop();
    const later: unknown[] = [];
    const stopLater = hearer.app.get(Signals).hear(teaReady, (payload) => later.push(payload));
    await tell(3);
    await eventually(() => later.length > 0);
    stopLater();
    expect(cups()).toEqual([1, 2]);
  });

  it('says from where on reads see what it is about', async () => {
    const context = new RequestContext('tea');
    await runInContext(context, async () => {
      await teller.app
        .get(Database)
        .transaction('test.write', (tx) => tx.manager.query('SELECT txid_current()'));
      await tell(4);
    });
    const { position } = await eventually(() => heard.find((each) => each.cups === 4));
    expect(position).toEqual(context.consistency.written);
    expect(position).not.toEqual(FURTHEST);
    // Who has written nothing does not know: the primary does.
    await tell(5);
    expect(await eventually(() => heard.find((each) => each.cups === 5))).toMatchObject({
      position: FURTHEST,
    });
  });

  it('comes over one connection, however many listen', async () => {
    const signals = hearer.app.get(Signals);
    const stops = Array.from({ length: 20 }, () => signals.hear(cupsWashed, () => {}));
    expect(await listening()).toHaveLength(1);
    for (const each of stops) each();
  });

  it('that may have been missed makes everybody look, and the next one is heard again', async () => {
    const [pid] = await listening();
    await teller.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
    await eventually(() => missed() > 0, 10_000);
    await tell(6);
    await eventually(() => cups().includes(6));
  });

  it('that cannot be read counts as missed, and one that nobody listens to is passed over', async () => {
    const notify = (text: string) => teller.dataSource.query(`SELECT pg_notify('signals', $1)`, [text]);
    await notify('no signal');
    await notify(JSON.stringify({ name: 'tea.ready', payload: { cups: 'many' } }));
    await notify(JSON.stringify({ name: 'coffee.ready', payload: {} }));
    await tell(7);
    await eventually(() => cups().includes(7));
    expect(missed()).toBe(2);
  });

  it('with a payload that does not fit is not told', async () => {
    await expect(tell(0.5)).rejects.toThrow('invalid_type');
    const large = defineSignal({ name: 'tea.leaves', schema: z.string() });
    await expect(teller.app.get(Signals).tell(large, 'x'.repeat(8000))).rejects.toThrow('too large');
  });
});

describe('who follows a signal', () => {
  it('looks at once, and then once for all that was told meanwhile', async () => {
    const end = new AbortController();
    const looks = followSignal(hearer.app.get(Signals), teaReady, (told) => told.cups >= 10, end.signal);
    expect((await looks.next()).value).toEqual(FURTHEST);
    await tell(9);
    for (const each of [10, 11, 12]) await tell(each);
    await eventually(() => cups().includes(12));
    expect((await looks.next()).done).toBe(false);
    const next = looks.next();
    let isOver = false;
    void next.then(() => (isOver = true));
    await tell(8);
    await eventually(() => cups().includes(8));
    expect(isOver).toBe(false);
    end.abort();
    expect((await next).done).toBe(true);
  });
});

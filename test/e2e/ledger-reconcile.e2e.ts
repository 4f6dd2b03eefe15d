import { createUser } from '../builders/a-user.ts';
import { aUserWith, send } from '../builders/money.ts';
import { LedgerService } from '../../src/features/ledger/ledger.service.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { runCli } from '../support/run.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let from: number;
let to: number;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  from = (await aUserWith(api, 1000)).id;
  to = (await createUser(api)).id;
  await send(api, from, { toUserId: to, amount: '300' }).expect(201);
});

const reconcile = async (run: typeof runCli | typeof commandLine = commandLine) =>
  run(['ledger:reconcile'], await workerEnvironment());

/** Changes rows as no trigger allows, and changes them back. */
async function whileTampered(change: string, back: string, work: () => Promise<void>): Promise<void> {
  const run = (sql: string) =>
    api.dataSource.transaction(async (tx) => {
      for (const table of ['wallets', 'transfers', 'ledger_entries'])
        await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await tx.query(sql);
      for (const table of ['wallets', 'transfers', 'ledger_entries'])
        await tx.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    });
  await run(change);
  await work().finally(() => run(back));
}

describe('the reconciler', () => {
  it('finds nothing in a ledger that nobody has tampered with', async () => {
    const { code, stdout } = await reconcile();
    expect([code, stdout]).toEqual([
      0,
      'added up 4 entries of 3 wallets\n0 wallets drift\n0 transfers are not balanced\n0 currencies do not sum to zero\n',
    ]);
  });

  it('finds a balance that is not what the entries say, tells of it, and changes nothing', async () => {
    const where = `WHERE user_id = ${to}`;
    const [change, back] = [1, -1].map((by) => `UPDATE wallets SET balance = balance + ${by} ${where}`);
    await whileTampered(change ?? '', back ?? '', async () => {
      const { code, stdout } = await reconcile();
      expect(code).toBe(1);
      expect(stdout).toContain('1 wallets drift\n');
      expect(stdout).toMatch(new RegExp(`\\n\\d+ +${to} +EUR +301 +300\\n`));
      expect(stdout).toContain('1 currencies do not sum to zero\n');
      const { body } = await api.http().get('/api/v1/admin/ledger').expect(200);
      expect(body).toMatchObject({
        totals: [{ currency: 'EUR', treasury: '-1000', users: '1001', sum: '1', wallets: 3 }],
        lastReconciliation: { driftingWallets: 1, unbalancedTransfers: 0, unbalancedCurrencies: 1 },
      });
      // A scrape asks, and the next one shows it.
      await eventually(async () => {
        const { text } = await api.http().get('/metrics').expect(200);
        return text.includes('\ngroundwork_ledger_drift_wallets 1\n');
      });
      const again = await api.app.get(LedgerService).reconcile();
      expect(again.drift.count).toBe(1);
      expect(api.log.of('ledger drifts')).toMatchObject([
        { driftingWallets: 1, drift: [{ userId: to, balance: '301', entries: '300' }] },
      ]);
    });
    expect((await reconcile()).code).toBe(0);
  });

  it('finds entries that agree at the end and not on the way', async () => {
    const where = `WHERE amount = 1000`;
    const change = `UPDATE ledger_entries SET balance_after = balance_after + 7 ${where}`;
    await whileTampered(change, change.replace('+ 7', '- 7'), async () => {
      const { code, stdout } = await reconcile(runCli);
      expect([code, stdout]).toEqual([1, expect.stringContaining('1 wallets drift\n')]);
    });
  });

  it('finds a transfer whose entries are of another amount', async () => {
    const change = `UPDATE transfers SET amount = amount + 1 WHERE kind = 'transfer'`;
    await whileTampered(change, change.replace('+ 1', '- 1'), async () => {
      const { code, stdout } = await reconcile();
      expect([code, stdout]).toEqual([1, expect.stringMatching(/1 transfers are not balanced\nid\n\d+\n/)]);
    });
  });
});

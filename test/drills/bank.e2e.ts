import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../local/stack.ts';
import { FixedApis } from '../bank/fixed-apis.ts';
import { auditLedger, type LedgerAudit } from '../bank/ledger-audit.ts';
import { DEPOSIT_MEMO, openAccounts } from '../bank/open-accounts.ts';
import { openSessions } from '../bank/open-sessions.ts';
import { type ClientsReport, TransferClients } from '../bank/transfer-clients.ts';
import { Troubles } from '../bank/troubles.ts';
import { startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';

const ACCOUNTS = 100;
const CLIENTS = 32;
const CURRENCIES = ['EUR', 'USD'];
// Few transfers make a wallet empty, so that some are refused.
const DEPOSIT = 1000;
const AMOUNT_MAX = 600;
const DURATION_MS = 20_000;
const ENOUGH = { transfers: 500, refusals: 20, repeats: 50, cuts: 3, kills: 3 };

let stack: Stack;
let apis: FixedApis;
let report: ClientsReport;
let audit: LedgerAudit;

beforeAll(async () => {
  stack = await startDrillStack('bank');
  const databaseUrl = stack.env.DATABASE_URL ?? '';
  apis = await FixedApis.start(stack.env, 2);
  const [url = ''] = apis.urls;
  const userIds = await openAccounts(url, { count: ACCOUNTS, currencies: CURRENCIES, deposit: DEPOSIT });
  const users = await openSessions(databaseUrl, userIds);
  const clients = new TransferClients({
    ...{ urls: apis.urls, users, currencies: CURRENCIES, clients: CLIENTS, amountMax: AMOUNT_MAX },
  });
  const troubles = new Troubles({ apis, databaseUrl, progress: () => clients.report.transferred.size });
  await sleep(DURATION_MS);
  // A slow machine takes longer to see as much.
  await eventually(() => sawEnough(clients.report, troubles), 240_000);
  await troubles.stop();
  report = await clients.stop();
  audit = await auditLedger(databaseUrl);
  say(report, troubles);
}, 600_000);

afterAll(async () => {
  await apis.stop();
  await stack.destroy();
}, 60_000);

function sawEnough({ transferred, refused, repeated }: ClientsReport, { cuts, kills }: Troubles): boolean {
  return (
    transferred.size >= ENOUGH.transfers &&
    refused.size >= ENOUGH.refusals &&
    repeated >= ENOUGH.repeats &&
    cuts >= ENOUGH.cuts &&
    kills >= ENOUGH.kills
  );
}

function say({ transferred, refused, requests, unanswered, repeated }: ClientsReport, troubles: Troubles) {
  const { cuts, connectionsEnded, kills } = troubles;
  process.stdout.write(
    `bank: ${transferred.size} transfers and ${refused.size} refusals in ${requests} requests, ${unanswered} of them ` +
      `without a definite answer; ${repeated} repeated; ${kills} kills, ${connectionsEnded} connections cut in ${cuts} turns\n`,
  );
}

describe('100 accounts between which 32 clients transfer while connections are cut and processes killed', () => {
  it('keep their total in each currency, to the last unit [W3.H1]', () => {
    const total = String(ACCOUNTS * DEPOSIT);
    expect(audit.totals).toEqual(
      CURRENCIES.map((currency) => ({
        ...{ currency, balances: total, entries: total, treasury: `-${total}` },
      })),
    );
  });

  it('are never overdrawn, and hold what their entries add up to [W3.H1]', () => {
    expect(audit.negative).toEqual([]);
    expect(audit.drifted).toEqual([]);
  });

  it('have both halves of every transfer or none [W3.H2]', () => {
    expect(audit.unbalanced).toEqual([]);
  });

  it('show each acknowledged transfer exactly once, however often it was ordered [W3.H1]', () => {
    const lost = [...report.transferred].filter(([key, id]) => String(audit.transfers.get(key)) !== id);
    expect(lost).toEqual([]);
    expect(new Set(report.transferred.values()).size).toBe(report.transferred.size);
    expect(report.contradictions).toEqual([]);
  });

  it('show nothing else: no trace of a refusal, and no transfer that nobody knows of [W3.H1]', () => {
    expect([...report.refused].filter((key) => audit.transfers.has(key))).toEqual([]);
    expect([...audit.transfers.keys()].filter((memo) => !report.transferred.has(memo))).toEqual([
      DEPOSIT_MEMO,
    ]);
    expect(report.unexpected).toEqual([]);
  });
});

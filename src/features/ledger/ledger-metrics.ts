import { Gauge } from 'prom-client';

type Source = () => Promise<number | undefined>;

let source: Source | undefined;

/** Wallets whose balance was not what their entries say, the last time that the ledger was added up, by any process. */
export const driftingWallets = new Gauge({
  name: 'groundwork_ledger_drift_wallets',
  help: 'Wallets whose balance was not what their entries say, at the last reconciliation',
  async collect() {
    // A scrape that the database does not answer shows what was known before.
    const count = await source?.().catch(() => undefined);
    if (count !== undefined) this.set(count);
  },
});

/** Where a process that does not reconcile itself learns of it. */
export function learnDriftFrom(ask: Source): void {
  source = ask;
}

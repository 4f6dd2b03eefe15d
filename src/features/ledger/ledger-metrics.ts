import { Gauge } from 'prom-client';

type Source = () => Promise<number | undefined>;

const FRESH_MS = 60_000;

let source: Source | undefined;
let askedAt = -Infinity;

/** Wallets whose balance was not what their entries say, the last time that the ledger was added up, by any process. */
export const driftingWallets = new Gauge({
  name: 'groundwork_ledger_drift_wallets',
  help: 'Wallets whose balance was not what their entries say, at the last reconciliation',
  // Asked once a minute at the most, and not waited for: metrics must be there when the database is not. What is learnt
  // shows in the next scrape.
  collect() {
    if (!source || performance.now() - askedAt < FRESH_MS) return;
    askedAt = performance.now();
    void source().then(
      (count) => count !== undefined && driftingWallets.set(count),
      () => undefined,
    );
  },
});

/** Where a process that does not reconcile itself learns of it. */
export function learnDriftFrom(ask: Source): void {
  source = ask;
  askedAt = -Infinity;
}

import type { Command } from 'commander';
import { isSound, type LedgerReport, LedgerService } from '../../features/ledger/ledger.service.js';
import { printRows } from './print-rows.js';
import { withApp } from './with-app.js';

/** `ledger:reconcile`. */
export function addLedgerCommands(program: Command): void {
  program
    .command('ledger:reconcile')
    .description('add the whole ledger up again from its entries, and show what does not agree')
    .addHelpText('after', '\nExit code 1 when something does not agree. Nothing is changed.')
    .action(() =>
      withApp(async (app) => {
        const report = await app.get(LedgerService).reconcile();
        print(report);
        if (!isSound(report)) process.exitCode = 1;
      }),
    );
}

function print({ wallets, entries, drift, unbalancedTransfers, unbalancedCurrencies }: LedgerReport): void {
  process.stdout.write(`added up ${entries} entries of ${wallets} wallets\n`);
  process.stdout.write(`${drift.count} wallets drift\n`);
  printRows(drift.first.map((row) => ({ ...row, userId: row.userId ?? '-' })));
  process.stdout.write(`${unbalancedTransfers.count} transfers are not balanced\n`);
  printRows(unbalancedTransfers.first);
  process.stdout.write(`${unbalancedCurrencies.length} currencies do not sum to zero\n`);
  printRows(unbalancedCurrencies.map((row) => ({ ...row })));
}

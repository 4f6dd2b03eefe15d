import { type Handler, JobHandler } from '../../platform/jobs/job-handler.js';
import { LedgerService } from './ledger.service.js';
import { reconcileLedger } from './reconcile-ledger.job.js';

@JobHandler(reconcileLedger)
export class ReconcileLedgerHandler implements Handler<object> {
  constructor(private readonly ledger: LedgerService) {}

  async handle(): Promise<void> {
    await this.ledger.reconcile();
  }
}

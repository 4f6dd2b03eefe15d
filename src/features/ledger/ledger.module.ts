import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerController } from './ledger.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { ReconcileLedgerHandler } from './reconcile-ledger.handler.js';
import { Reconciliation } from './reconciliation.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Reconciliation])],
  providers: [LedgerService, LedgerRepository],
  exports: [LedgerService],
})
export class LedgerModule {}

/** What the API serves of the ledger. */
@Module({ imports: [LedgerModule], controllers: [LedgerController] })
export class LedgerHttpModule {}

/** What the worker does for it. */
@Module({ imports: [LedgerModule], providers: [ReconcileLedgerHandler] })
export class LedgerJobsModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerEntry } from './ledger-entry.entity.js';
import { StatementsService } from './statements.service.js';
import { WalletController } from './wallet.controller.js';
import { Wallet } from './wallet.entity.js';
import { WalletEntriesRepository } from './wallet-entries.repository.js';
import { WalletsRepository } from './wallets.repository.js';
import { WalletsService } from './wallets.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Wallet, LedgerEntry])],
  providers: [WalletsService, WalletsRepository, WalletEntriesRepository, StatementsService],
  exports: [WalletsService, WalletEntriesRepository, StatementsService],
})
export class WalletsModule {}

/** What the API serves of wallets. */
@Module({ imports: [WalletsModule], controllers: [WalletController] })
export class WalletsHttpModule {}

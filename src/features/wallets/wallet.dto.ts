import type { Wallet } from './wallet.entity.js';

export class WalletDto {
  /**
   * ISO 4217.
   * @example EUR
   */
  currency!: string;

  /**
   * Minor units: cents of EUR, yen of JPY.
   * @example "1250"
   */
  balance!: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  constructor(wallet: Wallet) {
    this.currency = wallet.currency;
    this.balance = String(wallet.balance);
    this.createdAt = wallet.createdAt;
    this.updatedAt = wallet.updatedAt;
  }
}

export class WalletsDto {
  /** One for each currency that has been used, by currency. */
  data!: WalletDto[];
}

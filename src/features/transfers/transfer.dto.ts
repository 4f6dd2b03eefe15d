import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { CURRENCIES, MAX_AMOUNT } from '../../shared/money.js';
import type { TransferView } from './transfers.repository.js';

class MoneyDto {
  /**
   * Minor units (cents of EUR, yen of JPY) in decimal digits, 1 to 10^15. A text, because numbers in JSON lose digits.
   * @example "1250"
   */
  @IsString()
  @ApiProperty({ pattern: `^[1-9][0-9]{0,${String(MAX_AMOUNT).length - 1}}$` })
  amount!: string;

  /**
   * ISO 4217.
   * @example EUR
   */
  @IsString()
  @ApiProperty({ enum: Object.keys(CURRENCIES) })
  currency!: string;

  /**
   * For both sides to read: 1 to 200 characters on one line.
   * @example "Tea and cake"
   */
  @IsText({ min: 1, max: 200 })
  @MayBeAbsent()
  @ApiProperty({ required: false })
  memo?: string;
}

export class WriteTransferDto extends MoneyDto {
  /**
   * Who gets the money.
   * @example 2
   */
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsInt()
  toUserId!: number;
}

export class WriteDepositDto extends MoneyDto {
  /**
   * Whose wallet the money comes into.
   * @example 2
   */
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsInt()
  userId!: number;
}

export class TransferDto {
  /** @example 1 */
  id!: number;

  /**
   * A transfer goes from user to user, a deposit from outside to a user.
   * @example transfer
   */
  kind!: 'transfer' | 'deposit';

  /**
   * Absent for a deposit, and when the user has been deleted.
   * @example 1
   */
  fromUserId?: number;

  /**
   * Absent when the user has been deleted.
   * @example 2
   */
  toUserId?: number;

  /**
   * Minor units.
   * @example "1250"
   */
  amount!: string;

  /** @example EUR */
  currency!: string;

  /** @example "Tea and cake" */
  memo?: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  constructor(transfer: TransferView) {
    this.id = transfer.id;
    this.kind = transfer.kind;
    this.fromUserId = transfer.fromUserId ?? undefined;
    this.toUserId = transfer.toUserId ?? undefined;
    this.amount = transfer.amount;
    this.currency = transfer.currency;
    this.memo = transfer.memo ?? undefined;
    this.createdAt = transfer.createdAt;
  }
}

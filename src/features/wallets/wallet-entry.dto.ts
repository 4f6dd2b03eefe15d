import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { TimeRangeQueryDto } from '../../platform/http/time-range-query.dto.js';
import { CURRENCIES, type Currency } from '../../shared/money.js';
import type { EntryView } from './wallet-entries.repository.js';

const KNOWN = Object.keys(CURRENCIES);

/** By cursor only: what only grows is not worth counting. */
export class ListEntriesQueryDto extends OmitType(PageQueryDto, ['page']) {
  /**
   * Of which wallet.
   * @example EUR
   */
  @IsIn(KNOWN)
  @ApiProperty({ enum: KNOWN })
  currency!: Currency;
}

export class StatementQueryDto extends TimeRangeQueryDto {
  /**
   * Of which wallet.
   * @example EUR
   */
  @IsIn(KNOWN)
  @ApiProperty({ enum: KNOWN })
  currency!: Currency;
}

/** What a transfer did to a wallet. */
export class WalletEntryDto {
  /** @example 1 */
  id!: number;

  /** @example 1 */
  transferId!: number;

  /** @example transfer */
  kind!: 'transfer' | 'deposit';

  /**
   * Whom the money came from or went to; absent for a deposit, and when the user has been deleted.
   * @example 2
   */
  otherUserId?: number;

  /** @example "Tea and cake" */
  memo?: string;

  /**
   * Minor units, negative for what was sent.
   * @example "-1250"
   */
  amount!: string;

  /**
   * What the wallet had afterwards, in minor units.
   * @example "8750"
   */
  balanceAfter!: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  constructor(entry: EntryView) {
    this.id = entry.id;
    this.transferId = entry.transferId;
    this.kind = entry.kind;
    this.otherUserId = entry.otherUserId ?? undefined;
    this.memo = entry.memo ?? undefined;
    this.amount = entry.amount;
    this.balanceAfter = entry.balanceAfter;
    this.createdAt = entry.createdAt;
  }
}

export class WalletEntryListDto {
  data!: WalletEntryDto[];
  meta!: PageMetaDto;
}

import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import { idBefore, pageById } from '../../platform/database/id-cursor.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { Transfer, type TransferKind } from './transfer.entity.js';

export const DIRECTIONS = ['sent', 'received'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A transfer with whom it was between; null is the treasury, or a user who is gone. */
export interface TransferView {
  id: number;
  kind: TransferKind;
  fromUserId: number | null;
  toUserId: number | null;
  amount: string;
  currency: string;
  memo: string | null;
  createdAt: Date;
}

@Injectable()
export class TransfersRepository {
  constructor(@InjectRepository(Transfer) private readonly transfers: Repository<Transfer>) {}

  async find(id: number): Promise<TransferView | undefined> {
    return this.#views().where('transfer.id = :id', { id }).getRawOne<TransferView>();
  }

  /** The newest first, in one statement. */
  async listOf(
    userId: number,
    direction: Direction | undefined,
    request: PageRequest,
  ): Promise<Page<TransferView>> {
    const columns = { sent: 'from_wallet_id', received: 'to_wallet_id' };
    const branches = (direction ? [direction] : DIRECTIONS).map((each) => newest(columns[each]));
    const count = request.limit + 1;
    const rows = await this.#views()
      .where(`transfer.id IN (${branches.join(' UNION ALL ')})`, { userId, before: idBefore(request), count })
      .orderBy('transfer.id', 'DESC')
      .limit(count)
      .getRawMany<TransferView>();
    return pageById(rows, request);
  }

  #views(): SelectQueryBuilder<Transfer> {
    return this.transfers
      .createQueryBuilder('transfer')
      .innerJoin('Wallet', 'sender', 'sender.id = transfer.fromWalletId')
      .innerJoin('Wallet', 'receiver', 'receiver.id = transfer.toWalletId')
      .select(['transfer.id AS id', 'transfer.kind AS kind', 'transfer.amount::text AS amount'])
      .addSelect([
        'transfer.currency AS currency',
        'transfer.memo AS memo',
        'transfer.createdAt AS "createdAt"',
      ])
      .addSelect(['sender.userId AS "fromUserId"', 'receiver.userId AS "toUserId"']);
  }
}

// Of each wallet of the user only as many as the page has: the index on (wallet, id) ends there.
function newest(column: string): string {
  return `
    SELECT newest.id FROM wallets own CROSS JOIN LATERAL (
      SELECT id FROM transfers WHERE ${column} = own.id AND id < :before ORDER BY id DESC LIMIT :count) newest
    WHERE own.user_id = :userId`;
}

import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError, notFound } from '../../shared/app-error.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { Principal } from '../../shared/principal.js';
import { WalletsService } from '../wallets/wallets.service.js';
import { type Posting, postDeposit, postTransfer } from './post-transfer.js';
import { maySeeTransfer } from './transfer.policy.js';
import { type Direction, type TransferView, TransfersRepository } from './transfers.repository.js';

@Injectable()
export class TransfersService {
  constructor(
    private readonly transfers: TransfersRepository,
    private readonly wallets: WalletsService,
    private readonly audit: AuditLog,
  ) {}

  /** What the user sent and received, the newest first. */
  listOf(
    userId: number,
    direction: Direction | undefined,
    request: PageRequest,
  ): Promise<Page<TransferView>> {
    return this.transfers.listOf(userId, direction, request);
  }

  /** Throws `transfer_not_found`, also of one that is not theirs. */
  async get(actor: Principal, id: number): Promise<TransferView> {
    const transfer = await this.transfers.find(id);
    if (!transfer || !maySeeTransfer(actor, transfer)) throw notFound('transfer', id);
    return transfer;
  }

  /**
   * Sends money of whoever asks. Throws `self_transfer`, `user_not_found`, `insufficient_funds` and
   * `balance_too_large`.
   */
  async send(tx: Transaction, posting: Posting): Promise<TransferView> {
    const { createdBy, toUserId, currency } = posting;
    if (createdBy === toUserId) throw selfTransfer();
    // The wallet of the receiver is there but for the first time.
    let posted = await postTransfer(tx, posting);
    if (!posted) {
      await this.wallets.open(tx, toUserId, currency, 'toUserId');
      posted = await postTransfer(tx, posting);
    }
    if (!posted) throw noWallet();
    return { ...viewOf(posting), ...posted, kind: 'transfer', fromUserId: createdBy };
  }

  /** Brings money in for a user, which is recorded. Throws `user_not_found` and `balance_too_large`. */
  async deposit(tx: Transaction, posting: Posting): Promise<TransferView> {
    const { toUserId, amount, currency } = posting;
    let posted = await postDeposit(tx, posting);
    if (!posted) {
      await this.wallets.openTreasury(tx, currency);
      await this.wallets.open(tx, toUserId, currency, 'userId');
      posted = await postDeposit(tx, posting);
    }
    // The user has just been deleted.
    if (!posted) throw notFound('user', toUserId);
    const details = { amount: String(amount), currency, transferId: posted.id };
    await this.audit.record(
      { action: 'money.deposited', targetType: 'user', targetId: toUserId, details },
      tx,
    );
    return { ...viewOf(posting), ...posted, kind: 'deposit', fromUserId: null };
  }
}

function viewOf({ toUserId, amount, currency, memo }: Posting) {
  return { toUserId, amount: String(amount), currency, memo: memo ?? null };
}

function selfTransfer(): AppError {
  const message = 'toUserId must be somebody else.';
  return new AppError('invalid', 'self_transfer', message, {
    errors: [{ field: 'toUserId', code: 'self_transfer', message }],
  });
}

// Whoever never had money of this currency has no wallet for it.
function noWallet(): AppError {
  const message = 'There is no money of this currency in the wallet.';
  return new AppError('conflict', 'insufficient_funds', message, {
    errors: [{ field: 'amount', code: 'insufficient_funds', message }],
  });
}

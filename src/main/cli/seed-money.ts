import type { INestApplicationContext } from '@nestjs/common';
import { TransfersService } from '../../features/transfers/transfers.service.js';
import type { Transaction } from '../../platform/database/transaction.js';

const MEMOS = ['Tea and cake', 'Half of the taxi', 'For the punched cards', 'Thank you!'];

// The last users stay without money: who has some cannot be deleted.
const RICH = 6;

/** Gives the first users some money, and lets them pay each other with it. */
export async function seedMoney(
  app: INestApplicationContext,
  tx: Transaction,
  userIds: readonly number[],
): Promise<void> {
  const transfers = app.get(TransfersService);
  const rich = userIds.slice(0, RICH);
  const [admin = 0] = rich;
  for (const toUserId of rich) {
    await transfers.deposit(tx, { toUserId, amount: 100_00n, currency: 'EUR', createdBy: admin });
  }
  await transfers.deposit(tx, { toUserId: admin, amount: 5000n, currency: 'JPY', createdBy: admin });
  for (const [index, memo] of MEMOS.entries()) {
    const [createdBy = 0, toUserId = 0] = rich.slice(index);
    const amount = BigInt(250 * (index + 1));
    await transfers.send(tx, { createdBy, toUserId, amount, currency: 'EUR', memo });
  }
}

import { Injectable } from '@nestjs/common';
import type { BatchMode } from '../../platform/batches/batch.dto.js';
import {
  type AcceptedRow,
  type CheckedRows,
  refuseRejected,
  type RejectedRow,
} from '../../platform/batches/check-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { AppError } from '../../shared/app-error.js';
import type { WriteUserDto } from '../users/user.dto.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';

export interface UserBatch {
  created: { index: number; user: User }[];
  rejected: RejectedRow[];
}

const REFUSALS = {
  email_taken: 'Somebody has this e-mail address already.',
  email_repeated: 'A row before this one has the same e-mail address.',
};

@Injectable()
export class UserBatchesService {
  constructor(private readonly users: UsersService) {}

  /**
   * Adds users, each of whom is welcomed by mail. With `partial` those that cannot be added are among the rejected;
   * with `atomic` one of them is enough to throw `validation_failed` or `email_taken`, which names all of them.
   */
  async create(tx: Transaction, rows: CheckedRows<WriteUserDto>, mode: BatchMode): Promise<UserBatch> {
    if (mode === 'atomic') refuseRejected(rows.rejected);
    const { created, rejected: refused } = await this.#add(tx, rows.accepted);
    if (mode === 'atomic' && refused.length > 0) {
      throw new AppError('conflict', 'email_taken', 'Some e-mail addresses are taken, so nobody was added.', {
        errors: refused.flatMap(({ errors }) => errors),
      });
    }
    return { created, rejected: [...rows.rejected, ...refused] };
  }

  async #add(tx: Transaction, rows: readonly AcceptedRow<WriteUserDto>[]): Promise<UserBatch> {
    const batch: UserBatch = { created: [], rejected: [] };
    const outcomes = await this.users.addAll(
      tx,
      rows.map(({ value }) => value),
    );
    for (const [place, { index }] of rows.entries()) {
      const outcome = outcomes[place] ?? 'email_taken';
      if (typeof outcome === 'object') batch.created.push({ index, user: outcome });
      else batch.rejected.push({ index, errors: [refusal(index, outcome)] });
    }
    return batch;
  }
}

function refusal(index: number, code: keyof typeof REFUSALS) {
  return { field: `users.${index}.email`, code, message: REFUSALS[code] };
}

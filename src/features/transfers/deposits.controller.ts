import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { parseMoney } from '../../shared/money.js';
import type { Principal } from '../../shared/principal.js';
import { TransferDto, WriteDepositDto } from './transfer.dto.js';
import { TransfersService } from './transfers.service.js';

@ApiTags('money')
@Controller('deposits')
export class DepositsController {
  constructor(
    private readonly transfers: TransfersService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @RequirePermissions('wallets:deposit')
  @Post()
  @ApiOperation({ summary: 'Bring money from outside into the wallet of a user' })
  @ApiCreatedResponse({ type: TransferDto })
  @ApiIdempotent({ required: true })
  @ApiProblems(...BODY_PROBLEMS, 409)
  deposit(
    @Body() { userId: toUserId, memo, amount, currency }: WriteDepositDto,
    @CurrentUser() { userId: createdBy }: Principal,
    @Idempotency({ required: true }) key: IdempotencyKey,
  ): Promise<Answer<TransferDto>> {
    const posting = { ...parseMoney(amount, currency), toUserId, memo, createdBy };
    return this.answers.once(key, 'deposit.create', async (tx) => {
      const transfer = await this.transfers.deposit(tx, posting);
      return created(`/api/v1/transfers/${transfer.id}`, new TransferDto(transfer));
    });
  }
}

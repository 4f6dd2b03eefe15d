import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { parseMoney } from '../../shared/money.js';
import type { Principal } from '../../shared/principal.js';
import { TransferDto, WriteTransferDto } from './transfer.dto.js';
import { ListTransfersQueryDto, TransferListDto } from './transfer-list.dto.js';
import { TransfersService } from './transfers.service.js';

@ApiTags('money')
@Controller('transfers')
export class TransfersController {
  constructor(
    private readonly transfers: TransfersService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @RequirePermissions('transfers:write')
  @Post()
  @ApiOperation({ summary: 'Send money from one’s own wallet to another user' })
  @ApiCreatedResponse({ type: TransferDto })
  @ApiIdempotent({ required: true })
  @ApiProblems(...BODY_PROBLEMS, 409)
  send(
    @Body() { toUserId, memo, amount, currency }: WriteTransferDto,
    @CurrentUser() { userId: createdBy }: Principal,
    @Idempotency({ required: true }) key: IdempotencyKey,
  ): Promise<Answer<TransferDto>> {
    const posting = { ...parseMoney(amount, currency), toUserId, memo, createdBy };
    return this.answers.once(key, 'transfer.create', async (tx) => {
      const transfer = await this.transfers.send(tx, posting);
      return created(`/api/v1/transfers/${transfer.id}`, new TransferDto(transfer));
    });
  }

  @RequirePermissions('wallets:read')
  @Get()
  @ApiOperation({ summary: 'What one sent and received, the newest first' })
  @ApiOkResponse({ type: TransferListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListTransfersQueryDto,
    @CurrentUser() { userId }: Principal,
    @Req() request: FastifyRequest,
  ): Promise<Answer<TransferListDto>> {
    const page = await this.transfers.listOf(userId, query.direction, query);
    return listAnswer(page, request, (transfer) => new TransferDto(transfer));
  }

  @RequirePermissions('wallets:read')
  @Get(':id')
  @ApiOperation({ summary: 'Get a transfer that one sent or received, or any with wallets:deposit' })
  @ApiOkResponse({ type: TransferDto })
  @ApiProblems(400, 404)
  async get(@Param('id', ParseIdPipe) id: number, @CurrentUser() actor: Principal): Promise<TransferDto> {
    return new TransferDto(await this.transfers.get(actor, id));
  }
}

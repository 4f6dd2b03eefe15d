import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Answer } from '../../platform/http/answer.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { listAnswer } from '../../platform/http/list-answer.js';
import type { Principal } from '../../shared/principal.js';
import { StatementsService } from './statements.service.js';
import { WalletDto, WalletsDto } from './wallet.dto.js';
import { WalletEntriesRepository } from './wallet-entries.repository.js';
import {
  ListEntriesQueryDto,
  StatementQueryDto,
  WalletEntryDto,
  WalletEntryListDto,
} from './wallet-entry.dto.js';
import { WalletsService } from './wallets.service.js';

@RequirePermissions('wallets:read')
@ApiTags('money')
@Controller('wallet')
export class WalletController {
  constructor(
    private readonly wallets: WalletsService,
    private readonly entries: WalletEntriesRepository,
    private readonly statements: StatementsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What one has, by currency' })
  @ApiOkResponse({ type: WalletsDto })
  @ApiProblems()
  async get(@CurrentUser() { userId }: Principal): Promise<WalletsDto> {
    const wallets = await this.wallets.listOf(userId);
    return { data: wallets.map((wallet) => new WalletDto(wallet)) };
  }

  @Get('entries')
  @ApiOperation({ summary: 'What went into a wallet and out of it, the newest first' })
  @ApiOkResponse({ type: WalletEntryListDto })
  @ApiProblems(400)
  async list(
    @Query() query: ListEntriesQueryDto,
    @CurrentUser() { userId }: Principal,
    @Req() request: FastifyRequest,
  ): Promise<Answer<WalletEntryListDto>> {
    const page = await this.entries.list(userId, query.currency, query);
    return listAnswer(page, request, (entry) => new WalletEntryDto(entry));
  }

  @Get('statement')
  @ApiOperation({ summary: 'The same of a period as a CSV file, the oldest first, amounts such as -12.50' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Header('cache-control', 'private, no-store')
  @ApiProblems(400)
  async statement(
    @Query() { currency, from, to }: StatementQueryDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<StreamableFile> {
    const pieces = await this.statements.write(userId, currency, { from, to });
    return new StreamableFile(Readable.from(pieces, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="statement-${currency}.csv"`,
    });
  }
}

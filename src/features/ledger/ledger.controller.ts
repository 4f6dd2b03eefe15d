import { Controller, Get, type OnModuleInit } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { LedgerDto } from './ledger.dto.js';
import { learnDriftFrom } from './ledger-metrics.js';
import { LedgerService } from './ledger.service.js';

@RequirePermissions('wallets:deposit')
@ApiTags('admin')
@Controller('admin/ledger')
export class LedgerController implements OnModuleInit {
  constructor(private readonly ledger: LedgerService) {}

  // Workers reconcile, and the metrics of the API are what is scraped.
  onModuleInit(): void {
    learnDriftFrom(async () => (await this.ledger.lastReconciliation())?.driftingWallets);
  }

  @Get()
  @ApiOperation({ summary: 'What all wallets hold, by currency, and whether that was found to be right' })
  @ApiOkResponse({ type: LedgerDto })
  @ApiProblems()
  async get(): Promise<LedgerDto> {
    return new LedgerDto(await this.ledger.totals(), await this.ledger.lastReconciliation());
  }
}

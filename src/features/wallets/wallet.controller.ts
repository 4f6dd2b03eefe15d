import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import type { Principal } from '../../shared/principal.js';
import { WalletDto, WalletsDto } from './wallet.dto.js';
import { WalletsService } from './wallets.service.js';

@RequirePermissions('wallets:read')
@ApiTags('money')
@Controller('wallet')
export class WalletController {
  constructor(private readonly wallets: WalletsService) {}

  @Get()
  @ApiOperation({ summary: 'What one has, by currency' })
  @ApiOkResponse({ type: WalletsDto })
  @ApiProblems()
  async get(@CurrentUser() { userId }: Principal): Promise<WalletsDto> {
    const wallets = await this.wallets.listOf(userId);
    return { data: wallets.map((wallet) => new WalletDto(wallet)) };
  }
}

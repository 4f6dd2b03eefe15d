import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { Public } from '../../platform/access/public.decorator.js';
import { JwksDto } from './jwks.dto.js';
import { SigningKeys } from './signing-keys.service.js';

@Public()
@ApiTags('auth')
@Controller({ path: '.well-known/jwks.json', version: VERSION_NEUTRAL })
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get()
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys by which others can check access tokens' })
  @ApiOkResponse({ type: JwksDto })
  @ApiProblems()
  list(): JwksDto {
    return { keys: [...this.keys.published] };
  }
}

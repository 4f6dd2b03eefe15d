import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AccessTokens } from './access-tokens.service.js';
import { JwksController } from './jwks.controller.js';
import { SigningKeys } from './signing-keys.service.js';

@Module({
  imports: [JwtModule.register({})],
  providers: [AccessTokens, SigningKeys],
  exports: [AccessTokens, SigningKeys],
})
export class AccessTokensModule {}

/** What the API serves of access tokens. */
@Module({ imports: [AccessTokensModule], controllers: [JwksController] })
export class AccessTokensHttpModule {}

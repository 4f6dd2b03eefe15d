import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthHttpModule } from '../auth/auth.module.js';
import { SecondFactorModule } from '../second-factor/second-factor.module.js';
import { UsersModule } from '../users/users.module.js';
import { IdentitiesRepository } from './identities.repository.js';
import { IdentitiesService } from './identities.service.js';
import { Identity } from './identity.entity.js';
import { OidcFlows } from './oidc-flows.js';
import { OidcProvider } from './oidc-provider.js';
import { OidcController } from './oidc.controller.js';
import { OidcService } from './oidc.service.js';

/** What the API serves of signing in by an OpenID Connect provider. */
@Module({
  imports: [TypeOrmModule.forFeature([Identity]), AuthHttpModule, SecondFactorModule, UsersModule],
  controllers: [OidcController],
  providers: [OidcService, OidcProvider, OidcFlows, IdentitiesService, IdentitiesRepository],
})
export class OidcHttpModule {}

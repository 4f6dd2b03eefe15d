import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CryptoModule } from '../../platform/crypto/crypto.module.js';
import { MailModule } from '../../platform/mail/mail.module.js';
import { LoginGuardModule } from '../login-guard/login-guard.module.js';
import { UsersModule } from '../users/users.module.js';
import { RecoveryCode, SecondFactor } from './second-factor.entity.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorEvents } from './second-factor-events.js';
import { SecondFactorNoticeHandler } from './second-factor-notice.handler.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondFactorSettings } from './second-factor-settings.service.js';
import { SecondFactorsRepository } from './second-factors.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([SecondFactor, RecoveryCode]), CryptoModule],
  providers: [SecondFactorService, SecondFactorsRepository, SecondFactorEvents],
  exports: [SecondFactorService, SecondFactorsRepository, SecondFactorEvents],
})
export class SecondFactorModule {}

/** What the API serves of second factors. */
@Module({
  imports: [SecondFactorModule, UsersModule, LoginGuardModule],
  controllers: [SecondFactorController],
  providers: [SecondFactorSettings],
})
export class SecondFactorHttpModule {}

/** What the worker does for second factors. */
@Module({ imports: [UsersModule, MailModule], providers: [SecondFactorNoticeHandler] })
export class SecondFactorJobsModule {}

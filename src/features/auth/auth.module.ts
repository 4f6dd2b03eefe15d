import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccessTokensModule } from '../access-tokens/access-tokens.module.js';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { EmailVerificationsModule } from '../email-verifications/email-verifications.module.js';
import { LoginGuardModule } from '../login-guard/login-guard.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecondFactorModule } from '../second-factor/second-factor.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AuthController } from './auth.controller.js';
import { AuthCookies } from './auth-cookies.js';
import { AuthService } from './auth.service.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { CredentialsService } from './credentials.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LocalStrategy } from './local.strategy.js';
import { RegistrationService } from './registration.service.js';
import { SessionController } from './session.controller.js';
import { SessionStrategy } from './session.strategy.js';
import { SignOut } from './sign-out.js';
import { TokenDelivery } from './token-delivery.service.js';

/** What the API serves of signing in, and how it finds out who a request is from. */
@Module({
  imports: [
    PassportModule,
    AccessTokensModule,
    EmailVerificationsModule,
    ApiKeysModule,
    LoginGuardModule,
    PasswordsModule,
    SecondFactorModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [AuthController, SessionController],
  providers: [
    RegistrationService,
    AuthService,
    CredentialsService,
    AuthCookies,
    TokenDelivery,
    SignOut,
    LocalStrategy,
    JwtStrategy,
    SessionStrategy,
    ApiKeyStrategy,
    AuthenticationGuard,
  ],
  exports: [AuthenticationGuard, AuthService, TokenDelivery],
})
export class AuthHttpModule {}

import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginGuard } from './login-guard.service.js';
import { PasswordConfirmation } from './password-confirmation.service.js';

@Module({
  imports: [PasswordsModule],
  providers: [LoginGuard, LoginAttempts, PasswordConfirmation],
  exports: [LoginGuard, PasswordConfirmation],
})
export class LoginGuardModule {}

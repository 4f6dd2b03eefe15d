import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { DeviceCookie } from './device-cookie.service.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginGuard } from './login-guard.service.js';
import { PasswordConfirmation } from './password-confirmation.service.js';

@Module({
  imports: [PasswordsModule],
  providers: [LoginGuard, LoginAttempts, PasswordConfirmation, DeviceCookie],
  exports: [LoginGuard, PasswordConfirmation, DeviceCookie],
})
export class LoginGuardModule {}

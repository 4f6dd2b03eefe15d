import { Module } from '@nestjs/common';
import { LoginAttempts } from './login-attempts.js';
import { LoginGuard } from './login-guard.service.js';

@Module({ providers: [LoginGuard, LoginAttempts], exports: [LoginGuard] })
export class LoginGuardModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountTokensModule } from '../account-tokens/account-tokens.module.js';
import { Password } from './password.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicy } from './password-policy.js';
import { PasswordsRepository } from './passwords.repository.js';
import { PasswordsService } from './passwords.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Password]), AccountTokensModule],
  providers: [PasswordsService, PasswordsRepository, PasswordPolicy, PasswordHasher],
  exports: [PasswordsService],
})
export class PasswordsModule {}

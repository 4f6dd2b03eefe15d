import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { UsersModule } from '../users/users.module.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';

/** What the API serves of a user's own account. */
@Module({
  imports: [UsersModule, PasswordsModule],
  controllers: [ProfileController],
  providers: [ProfileService],
})
export class ProfileHttpModule {}

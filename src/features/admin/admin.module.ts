import { Module } from '@nestjs/common';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecondFactorModule } from '../second-factor/second-factor.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountsService } from './accounts.service.js';
import { AuditController } from './audit.controller.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { RolesService } from './roles.service.js';
import { UserRoleController } from './user-role.controller.js';

@Module({
  imports: [UsersModule, PasswordsModule, SessionsModule, SecondFactorModule],
  providers: [AuditEventsRepository, RolesService, AccountsService],
  exports: [AuditEventsRepository, RolesService, AccountsService],
})
export class AdminModule {}

/** What the API serves to those who run the place. */
@Module({ imports: [AdminModule], controllers: [AuditController, UserRoleController] })
export class AdminHttpModule {}

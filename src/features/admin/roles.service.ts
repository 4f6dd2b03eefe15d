import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { Database } from '../../platform/database/database.js';
import type { Role } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UsersService } from '../users/users.service.js';
import { mayAssignRole } from './role.policy.js';

@Injectable()
export class RolesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Gives a user a role. What they were signed in with ends, because it says what they were allowed before. Throws
   * `own_role`, `user_not_found` and `last_admin`.
   *
   * @param actor absent for the operator, who is above roles
   */
  async assign(userId: number, role: Role, actor?: Principal): Promise<void> {
    if (actor) mayAssignRole(actor, userId);
    await this.database.transaction('user.set_role', async (tx) => {
      const before = await this.users.setRole(tx, userId, role);
      if (before === role) return;
      await this.sessions.endAll(tx, userId, 'role_changed');
      const details = { from: before, to: role };
      await this.audit.record(
        { action: 'user.role_changed', targetType: 'user', targetId: userId, details },
        tx,
      );
    });
  }
}

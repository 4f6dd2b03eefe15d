import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type Role, ROLES } from '../../shared/permissions.js';

export class UserRoleDto {
  /** What the user may do; docs/accounts.md lists it. */
  @IsIn(ROLES)
  @ApiProperty({ enum: ROLES, example: 'moderator' })
  role!: Role;
}

import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { ParseIdPipe } from '../../platform/http/parse-id.pipe.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import type { Principal } from '../../shared/principal.js';
import { RolesService } from './roles.service.js';
import { UserRoleDto } from './user-role.dto.js';

@RequirePermissions('roles:assign')
@ApiTags('admin')
@Controller('users/:id/role')
export class UserRoleController {
  constructor(private readonly roles: RolesService) {}

  @Put()
  @ApiOperation({ summary: 'Give a user a role; what they were signed in with ends' })
  @ApiOkResponse({ type: UserRoleDto })
  @ApiProblems(...BODY_PROBLEMS, 401, 403, 404, 409)
  async assign(
    @Param('id', ParseIdPipe) id: number,
    @Body() { role }: UserRoleDto,
    @CurrentUser() actor: Principal,
  ): Promise<UserRoleDto> {
    await this.roles.assign(id, role, actor);
    return { role };
  }
}

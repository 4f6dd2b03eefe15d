import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../platform/access/current-user.decorator.js';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { batchAnswer } from '../../platform/batches/batch-answer.js';
import { BatchQueryDto } from '../../platform/batches/batch.dto.js';
import { checkRows } from '../../platform/batches/check-rows.js';
import { type Answer, created } from '../../platform/http/answer.js';
import { ApiProblems, BODY_PROBLEMS } from '../../platform/http/api-problems.js';
import { ApiIdempotent, Idempotency, type IdempotencyKey } from '../../platform/http/idempotency-key.js';
import { IdempotentAnswers } from '../../platform/http/idempotent-answers.js';
import type { Principal } from '../../shared/principal.js';
import { UserDto, WriteUserDto } from '../users/user.dto.js';
import { CreatedUsersDto, CreateUsersDto, UserResultsDto } from './user-batch.dto.js';
import { UserBatchesService } from './user-batches.service.js';

@ApiTags('users')
@Controller('users/batch')
export class UserBatchesController {
  constructor(
    private readonly batches: UserBatchesService,
    private readonly answers: IdempotentAnswers,
  ) {}

  @RequirePermissions('users:manage')
  @Post()
  @ApiOperation({
    summary: 'Create up to 1000 users, who are welcomed by mail: all or none, or those that can be',
  })
  @ApiCreatedResponse({ type: CreatedUsersDto, description: 'All were created.' })
  @ApiOkResponse({ type: UserResultsDto, description: 'With `mode=partial`: what became of each.' })
  @ApiIdempotent()
  @ApiProblems(...BODY_PROBLEMS, 409)
  create(
    @Query() { mode }: BatchQueryDto,
    @Body() body: CreateUsersDto,
    @CurrentUser() actor: Principal,
    @Idempotency() key?: IdempotencyKey,
  ): Promise<Answer<CreatedUsersDto | UserResultsDto>> {
    const rows = checkRows(WriteUserDto, body.users, 'users');
    return this.answers.once<CreatedUsersDto | UserResultsDto>(key, 'user.create-batch', async (tx) => {
      const batch = await this.batches.create(tx, rows, mode);
      const users = batch.created.map(({ index, user }) => ({ index, user: new UserDto(user, actor) }));
      if (mode === 'partial') return batchAnswer(users, batch.rejected);
      return created('/api/v1/users', { data: users.map(({ user }) => user) });
    });
  }
}

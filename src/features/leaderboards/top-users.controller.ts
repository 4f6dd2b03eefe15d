import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/public.decorator.js';
import { ApiProblems } from '../../platform/http/api-problems.js';
import { LeaderboardQueryDto, TopUsersDto } from './leaderboard.dto.js';
import { TopUsersService } from './top-users.service.js';

@Public()
@ApiTags('users')
@Controller('users/top')
export class TopUsersController {
  constructor(private readonly users: TopUsersService) {}

  @Get()
  @ApiOperation({
    summary: 'The users with the most published posts; of two with as many the newer one first',
  })
  @ApiOkResponse({ type: TopUsersDto })
  @ApiProblems(400)
  async list(@Query() { limit }: LeaderboardQueryDto): Promise<TopUsersDto> {
    return { data: await this.users.list(limit), meta: { limit } };
  }
}

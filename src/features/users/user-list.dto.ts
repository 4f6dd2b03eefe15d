import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { UserDto } from './user.dto.js';
import { USER_SORTS, type UserSort } from './user-sorts.js';

export class ListUsersQueryDto extends PageQueryDto {
  /**
   * Only users whose name contains this, without regard to case.
   * @example ada
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  name?: string;

  /**
   * Only the user with this address.
   * @example ada@example.com
   */
  @IsEmail()
  @IsOptional()
  email?: string;

  /**
   * Order of the list; `-` for descending.
   * @example -createdAt
   */
  @IsIn(Object.keys(USER_SORTS))
  @ApiPropertyOptional()
  sort: UserSort = '-createdAt';
}

export class UserListDto {
  data!: UserDto[];
  meta!: PageMetaDto;
}

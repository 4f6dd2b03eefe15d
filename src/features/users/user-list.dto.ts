import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional } from 'class-validator';
import { IsIdList } from '../../platform/http/is-id-list.js';
import { IsText } from '../../platform/http/is-text.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { LookUpMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { UserDto } from './user.dto.js';
import { USER_SORTS, type UserSort } from './user-sorts.js';

export class ListUsersQueryDto extends PageQueryDto {
  /** Only these users, in this order, and all of them at once: up to 100 ids. Not together with any other parameter. */
  @IsIdList()
  @MayBeAbsent()
  ids?: number[];

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
  meta!: LookUpMetaDto;
}

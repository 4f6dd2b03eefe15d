import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { BatchMetaDto, RowResultDto } from '../../platform/batches/batch.dto.js';
import { UserDto, WriteUserDto } from '../users/user.dto.js';

/** Several new users. */
export class CreateUsersDto {
  /** 1 to 1000 users. */
  // Each of them is checked on its own, because one that is wrong need not be the end of the others.
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsArray()
  users!: WriteUserDto[];
}

export class CreatedUsersDto {
  /** In the order of the request. */
  data!: UserDto[];
}

export class UserResultDto extends RowResultDto {
  user?: UserDto;
}

export class UserResultsDto {
  /** In the order of the request. */
  data!: UserResultDto[];
  meta!: BatchMetaDto;
}

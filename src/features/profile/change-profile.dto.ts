import { IsString, MaxLength, MinLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { PatchUserDto } from '../users/user.dto.js';

/** The fields that change; those left out stay. */
export class ChangeProfileDto extends PatchUserDto {
  /**
   * Needed to change the e-mail address, because mail to it can reset the password.
   * @example "correct horse battery staple"
   */
  @MinLength(1)
  @MaxLength(1000)
  @MayBeAbsent()
  @IsString()
  currentPassword?: string;
}

export class DeleteProfileDto {
  /** @example "correct horse battery staple" */
  @MinLength(1)
  @MaxLength(1000)
  @IsString()
  password!: string;
}

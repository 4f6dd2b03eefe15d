import { IsString, MaxLength } from 'class-validator';

export class ChangePasswordDto {
  /** @example "correct horse battery staple" */
  @MaxLength(1000)
  @IsString()
  currentPassword!: string;

  /**
   * 12 to 128 characters, unless configured otherwise; none of the commonest, and not the name or the address.
   * @example "seven ravens over the marsh"
   */
  @MaxLength(1000)
  @IsString()
  newPassword!: string;
}

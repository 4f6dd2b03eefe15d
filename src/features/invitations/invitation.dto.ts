import { IsString, MaxLength } from 'class-validator';
import { TokenDto } from '../account-tokens/token.dto.js';

export class AcceptInvitationDto extends TokenDto {
  /**
   * 12 to 128 characters, unless configured otherwise; none of the commonest, and not the name or the address.
   * @example "seven ravens over the marsh"
   */
  @MaxLength(1000)
  @IsString()
  password!: string;
}

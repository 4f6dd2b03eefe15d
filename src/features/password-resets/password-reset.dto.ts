import { IsEmail, IsString, MaxLength } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { TokenDto } from '../account-tokens/token.dto.js';

export class ForgotPasswordDto {
  /**
   * The address of the account.
   * @example ada@example.com
   */
  @IsEmail()
  @MaxLength(254)
  @IsText({ min: 3, max: 254 })
  email!: string;
}

export class ResetPasswordDto extends TokenDto {
  /**
   * 12 to 128 characters, unless configured otherwise; none of the commonest, and not the name or the address.
   * @example "seven ravens over the marsh"
   */
  @MaxLength(1000)
  @IsString()
  password!: string;
}

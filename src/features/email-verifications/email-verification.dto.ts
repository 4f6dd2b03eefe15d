import { IsEmail, MaxLength } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';

export class ResendVerificationDto {
  /**
   * The address that was registered.
   * @example ada@example.com
   */
  @IsEmail()
  @MaxLength(254)
  @IsText({ min: 3, max: 254 })
  email!: string;
}

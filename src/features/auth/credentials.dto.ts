import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsString, MaxLength, MinLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { IsText } from '../../platform/http/is-text.js';
import { WriteUserDto } from '../users/user.dto.js';

export const DELIVERIES = ['json', 'cookie'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** A new account. */
export class RegisterDto extends WriteUserDto {
  /**
   * 12 to 128 characters, unless configured otherwise; none of the commonest, and not the name or the address.
   * @example "correct horse battery staple"
   */
  @MaxLength(1000)
  @IsString()
  password!: string;

  /**
   * Whether to stay signed in on this device for longer.
   * @example false
   */
  @IsBoolean()
  @ApiPropertyOptional()
  remember: boolean = false;

  /**
   * `json`: tokens in the answer, for programs. `cookie`: tokens in cookies that scripts cannot read, for browsers.
   * @example json
   */
  @IsIn(DELIVERIES)
  @ApiPropertyOptional({ enum: DELIVERIES })
  delivery: Delivery = 'json';
}

/** Who somebody says they are, and how they show it. */
export class CredentialsDto {
  /** @example ada@example.com */
  @IsEmail()
  @MaxLength(254)
  @IsText({ min: 3, max: 254 })
  email!: string;

  /** @example "correct horse battery staple" */
  @MinLength(1)
  @MaxLength(1000)
  @IsString()
  password!: string;

  /**
   * The code of the authenticator app, where a second factor is on.
   * @example "123456"
   */
  @IsText({ min: 6, max: 12 })
  @MayBeAbsent()
  totpCode?: string;

  /**
   * One of the recovery codes, when the app is lost; each works once.
   * @example 7k2m9q-xw4e0a-h3c8td-vz5n1p
   */
  @IsText({ min: 8, max: 40 })
  @MayBeAbsent()
  recoveryCode?: string;

  /**
   * Whether to stay signed in on this device for longer.
   * @example false
   */
  @IsBoolean()
  @ApiPropertyOptional()
  remember: boolean = false;
}

export class LoginDto extends CredentialsDto {
  /**
   * `json`: tokens in the answer, for programs. `cookie`: tokens in cookies that scripts cannot read, for browsers.
   * @example json
   */
  @IsIn(DELIVERIES)
  @ApiPropertyOptional({ enum: DELIVERIES })
  delivery: Delivery = 'json';
}

import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export class TotpSecretDto {
  /**
   * For typing into the app, in base 32.
   * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
   */
  secret!: string;

  /**
   * For a QR code.
   * @example otpauth://totp/Groundwork:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Groundwork
   */
  uri!: string;
}

export class ConfirmTotpDto {
  /**
   * The six digits that the app shows now.
   * @example "492039"
   */
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code!: string;
}

export class RecoveryCodesDto {
  /** Each stands in for the app once. They are shown this once and cannot be had again. */
  @ApiProperty({ example: ['7k2m9q-xw4e0a-h3c8td-vz5n1p'] })
  recoveryCodes: string[];

  constructor(recoveryCodes: string[]) {
    this.recoveryCodes = recoveryCodes;
  }
}

export class TotpStatusDto {
  /** @example true */
  enabled!: boolean;

  /**
   * Since when; absent while it is off.
   * @example 2026-01-31T09:30:00.000Z
   */
  enabledAt?: Date;

  /**
   * Recovery codes that were not used.
   * @example 10
   */
  recoveryCodesLeft!: number;
}

export class PasswordProofDto {
  /** @example "correct horse battery staple" */
  @MaxLength(1000)
  @IsString()
  password!: string;
}

export class DisableTotpDto extends PasswordProofDto {
  /**
   * The six digits that the app shows now.
   * @example "492039"
   */
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  @IsOptional()
  code?: string;

  /**
   * In place of `code`.
   * @example 7k2m9q-xw4e0a-h3c8td-vz5n1p
   */
  @MaxLength(100)
  @IsOptional()
  @IsString()
  recoveryCode?: string;
}

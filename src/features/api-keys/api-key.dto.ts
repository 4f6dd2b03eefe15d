import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsRFC3339,
} from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { type Permission, SCOPES } from '../../shared/permissions.js';
import type { ApiKey } from './api-key.entity.js';

export class CreateApiKeyDto {
  /**
   * What the key is for; 1 to 100 characters on one line.
   * @example "Nightly report"
   */
  @IsText({ min: 1, max: 100 })
  name!: string;

  /** What the key may do; each must be a permission of your own role. */
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1, uniqueItems: true, example: ['posts:write'] })
  @IsArray()
  scopes!: Permission[];

  /** Within a year; without it the key is valid for 90 days. */
  @IsRFC3339()
  @IsOptional()
  @ApiPropertyOptional({ format: 'date-time', example: '2027-01-31T09:30:00.000Z' })
  expiresAt?: string;
}

export class ApiKeyDto {
  /** @example 1 */
  id!: number;

  /** @example "Nightly report" */
  name!: string;

  /**
   * The beginning of the key, by which you recognise it.
   * @example gwk_4fG7kPq2
   */
  prefix!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['posts:write'] })
  scopes!: Permission[];

  /** @example 2026-05-01T09:30:00.000Z */
  expiresAt!: Date;

  /**
   * To the minute; absent before the first use.
   * @example 2026-01-31T09:30:00.000Z
   */
  lastUsedAt?: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  constructor(key: ApiKey) {
    this.id = key.id;
    this.name = key.name;
    this.prefix = key.prefix;
    this.scopes = key.scopes;
    this.expiresAt = key.expiresAt;
    this.lastUsedAt = key.lastUsedAt ?? undefined;
    this.createdAt = key.createdAt;
  }
}

export class CreatedApiKeyDto extends ApiKeyDto {
  /**
   * The key itself. It is shown this once and cannot be had again.
   * @example gwk_4fG7kPq2_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_2Wx7Bq
   */
  key: string;

  constructor(apiKey: ApiKey, key: string) {
    super(apiKey);
    this.key = key;
  }
}

export class ApiKeyListDto {
  data!: ApiKeyDto[];
  meta!: PageMetaDto;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';
import { findUnstorable } from '../../shared/json.js';

const MAX_LENGTH = 65_536;
const LIMITS = { levels: 20, nameLength: 200 };

export class CacheTestQueryDto {
  /**
   * For how long it is kept, in seconds.
   * @example 60
   */
  @Type(() => Number)
  @Min(1)
  @Max(3600)
  @ApiPropertyOptional()
  @IsInt()
  ttl: number = 60;
}

export class WriteCacheTestDto {
  /** Any JSON but null, of 65536 characters at the most. */
  @ValidateBy({
    name: 'isCacheable',
    validator: {
      validate: isCacheable,
      defaultMessage: () =>
        `value must be JSON that can be stored, not null, of up to ${MAX_LENGTH} characters`,
    },
  })
  @ApiProperty({ ...anyJson(), example: { colour: 'blue' } })
  value!: unknown;
}

/** What is kept. */
export class CacheTestEntryDto {
  /** @example colour */
  key!: string;

  @ApiProperty({ ...anyJson(), example: { colour: 'blue' } })
  value!: unknown;

  /**
   * Until when.
   * @example 2026-01-31T09:31:00.000Z
   */
  expiresAt!: Date;
}

function isCacheable(value: unknown): boolean {
  if (value === null || value === undefined || findUnstorable(value, LIMITS) !== undefined) return false;
  return JSON.stringify(value).length <= MAX_LENGTH;
}

function anyJson() {
  return {
    oneOf: ['object', 'array', 'string', 'number', 'boolean'].map((type) => ({
      type,
      ...(type === 'array' && { items: {} }),
    })),
  };
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Which part of a list is asked for. Without `page` the list is walked by cursor, which is as fast at any depth. */
export class PageQueryDto {
  /**
   * Number of a page, 1-based. Adds `total` and `pages` to `meta`, at the price of a count.
   * @example 1
   */
  @Type(() => Number)
  @Min(1)
  @Max(1_000_000)
  @IsOptional()
  @IsInt()
  page?: number;

  /**
   * Items a page, 1 to 100.
   * @example 20
   */
  @Type(() => Number)
  @Min(1)
  @Max(100)
  @ApiPropertyOptional()
  @IsInt()
  limit: number = 20;

  /**
   * `meta.nextCursor` of the part before. Not together with `page`.
   */
  @MaxLength(2000)
  @IsOptional()
  @IsString()
  cursor?: string;
}

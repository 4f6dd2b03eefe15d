import { ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsIP, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { AUDIT_ACTIONS, type AuditAction } from '../../platform/audit/audit-actions.js';
import { IsText } from '../../platform/http/is-text.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { TimeRangeQueryDto } from '../../platform/http/time-range-query.dto.js';

/** By cursor only: a log that only grows is not worth counting. */
export class ListAuditQueryDto extends IntersectionType(OmitType(PageQueryDto, ['page']), TimeRangeQueryDto) {
  /** Only this action. */
  @IsIn(AUDIT_ACTIONS)
  @IsOptional()
  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, example: 'user.role_changed' })
  action?: AuditAction;

  /**
   * Only what this user did.
   * @example 1
   */
  @Type(() => Number)
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @IsOptional()
  @IsInt()
  actorId?: number;

  /**
   * Only what was done to this kind of thing.
   * @example user
   */
  @IsText({ min: 1, max: 50 })
  @ValidateIf(({ targetType, targetId }: ListAuditQueryDto) => (targetType ?? targetId) !== undefined)
  targetType?: string;

  /**
   * Only what was done to this one; needs `targetType`.
   * @example "12"
   */
  @IsText({ min: 1, max: 200 })
  @IsOptional()
  targetId?: string;

  /**
   * Only what came from this IP address.
   * @example 203.0.113.9
   */
  @IsIP()
  @IsOptional()
  address?: string;
}

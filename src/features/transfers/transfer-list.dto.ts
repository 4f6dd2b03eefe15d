import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { TransferDto } from './transfer.dto.js';
import { type Direction, DIRECTIONS } from './transfers.repository.js';

/** By cursor only: what only grows is not worth counting. */
export class ListTransfersQueryDto extends OmitType(PageQueryDto, ['page']) {
  /**
   * Only what one sent, or only what one received.
   * @example sent
   */
  @IsIn(DIRECTIONS)
  @IsOptional()
  @ApiPropertyOptional({ enum: DIRECTIONS })
  direction?: Direction;
}

export class TransferListDto {
  data!: TransferDto[];
  meta!: PageMetaDto;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { ImportDto } from './import.dto.js';
import { IMPORT_SORTS, type ImportSort } from './import-sorts.js';
import { IMPORT_STATES, type ImportState } from './import-state.js';
import { IMPORT_TARGETS } from './targets/import-targets.js';

export class ListImportsQueryDto extends PageQueryDto {
  /** Only imports in this state. */
  @IsIn(IMPORT_STATES)
  @IsOptional()
  @ApiPropertyOptional({ enum: IMPORT_STATES, example: 'running' })
  state?: ImportState;

  /** Only imports of this kind of row. */
  @IsIn(IMPORT_TARGETS)
  @IsOptional()
  @ApiPropertyOptional({ enum: IMPORT_TARGETS, example: 'users' })
  target?: string;

  /**
   * Order of the list; `-` for descending.
   * @example -createdAt
   */
  @IsIn(Object.keys(IMPORT_SORTS))
  @ApiPropertyOptional()
  sort: ImportSort = '-createdAt';
}

export class ImportListDto {
  data!: ImportDto[];
  meta!: PageMetaDto;
}

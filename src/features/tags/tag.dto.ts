import { OmitType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';

export class ListTagsQueryDto extends OmitType(PageQueryDto, ['page']) {
  /**
   * Only tags that start with this.
   * @example comp
   */
  @IsText({ min: 1, max: 40 })
  @IsOptional()
  prefix?: string;
}

export class TagDto {
  /** @example compilers */
  name!: string;
}

export class TagListDto {
  data!: TagDto[];
  meta!: PageMetaDto;
}

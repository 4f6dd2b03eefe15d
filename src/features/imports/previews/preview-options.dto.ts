import { PartialType } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { ImportOptionsDto } from '../requests/import-options.dto.js';

/** What is known already of an import that is to be made. What is left out is proposed. */
export class PreviewOptionsDto extends PartialType(ImportOptionsDto, { skipNullProperties: false }) {}

export class CreatePreviewDto extends PreviewOptionsDto {
  /**
   * A file that was sent before, by POST /api/v1/uploads.
   * @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10
   */
  @IsUUID()
  uploadId!: string;
}

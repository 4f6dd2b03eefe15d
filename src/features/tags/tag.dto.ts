import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, buildMessage, IsArray, IsOptional, ValidateBy } from 'class-validator';
import { IsText } from '../../platform/http/is-text.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';

const MAX_LENGTH = 40;

/** Lower-case letters of any script and digits, in words joined by single hyphens: 1 to 40 characters. */
const TAG = /^[\p{Ll}\p{Lo}\p{M}\p{N}]+(-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u;

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

/** One tag, as a client writes it. */
export function IsTag(options?: { each: boolean }): PropertyDecorator {
  const message = (each: string) =>
    `${each}$property must be a tag: lower-case letters, digits and single hyphens between them, 1 to ${MAX_LENGTH} characters`;
  return ValidateBy(
    {
      name: 'isTag',
      validator: { validate: isTag, defaultMessage: buildMessage(message, options) },
    },
    options,
  );
}

/** Up to ten different tags. */
export function IsTags(): PropertyDecorator {
  const items = { type: 'string', minLength: 1, maxLength: MAX_LENGTH } as const;
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(10),
    ArrayUnique(),
    IsTag({ each: true }),
    ApiProperty({ type: 'array', items, maxItems: 10, uniqueItems: true }),
  );
}

function isTag(value: unknown): boolean {
  // One form for what looks the same: NFC, as keyboards send it.
  const isOne = typeof value === 'string' && value.length <= 2 * MAX_LENGTH && value.isWellFormed();
  return isOne && value === value.normalize('NFC') && TAG.test(value) && [...value].length <= MAX_LENGTH;
}

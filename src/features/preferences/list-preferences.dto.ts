import { ApiProperty, OmitType } from '@nestjs/swagger';
import { buildMessage, MaxLength, ValidateBy } from 'class-validator';
import { PageMetaDto } from '../../platform/http/page.dto.js';
import { PageQueryDto } from '../../platform/http/page-query.dto.js';
import { findUnstorable, isJsonObject, type JsonObject } from '../../shared/json.js';
import { PreferencesOfUserDto } from './preferences.dto.js';

const LIMITS = { levels: 6, nameLength: 64 } as const;

/** By cursor only: what an index finds for any question is not worth counting. */
export class ListPreferencesQueryDto extends OmitType(PageQueryDto, ['page']) {
  /** Only users whose preferences contain this JSON object, its parts at the same places. */
  @MaxLength(1000)
  @ValidateBy({
    name: 'isJsonQuery',
    validator: {
      validate: (value) => parseQuery(value) !== undefined,
      defaultMessage: buildMessage(
        (each) => `${each}$property must be a JSON object with something in it, such as {"theme":"dark"}`,
      ),
    },
  })
  @ApiProperty({ type: 'string', maxLength: 1000, example: '{"theme":"dark"}' })
  contains!: string;
}

export class PreferencesListDto {
  data!: PreferencesOfUserDto[];
  meta!: PageMetaDto;
}

/** What is asked for; undefined for a text that asks for nothing that can be stored. */
export function parseQuery(text: unknown): JsonObject | undefined {
  try {
    const value = JSON.parse(String(text)) as unknown;
    const asks = isJsonObject(value) && Object.keys(value).length > 0;
    return asks && findUnstorable(value, LIMITS) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

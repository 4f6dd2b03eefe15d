import { ApiExtraModels, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsCustomJson, IsLanguageTag, IsTheme, IsTimeZoneName, THEMES } from './preference-rules.js';

// The compiler plugin would say `nullable`, which OpenAPI 3.1 does not know, so it is not shown the types.
const OrNull = (schema: object, example: unknown) =>
  ApiPropertyOptional({ oneOf: [{ ...schema, example }, { type: 'null' }], example });

/** null removes a choice. */
class PatchEmailNotificationsDto {
  /** Of comments on one's own posts. */
  @IsBoolean()
  @IsOptional()
  @OrNull({ type: 'boolean' }, true)
  comments?: unknown;

  /** Of likes of one's own posts. */
  @IsBoolean()
  @IsOptional()
  @OrNull({ type: 'boolean' }, false)
  likes?: unknown;

  /** Of money received. */
  @IsBoolean()
  @IsOptional()
  @OrNull({ type: 'boolean' }, true)
  transfers?: unknown;
}

/** A merge patch (RFC 7396): null removes a choice, objects are merged, what is left out stays. */
@ApiExtraModels(PatchEmailNotificationsDto)
export class PatchPreferencesDto {
  /** Of the pages: light, dark, or what the device says. */
  @IsTheme()
  @IsOptional()
  @OrNull({ enum: THEMES }, 'dark')
  theme?: unknown;

  /** A language tag (BCP 47), kept in its canonical form. */
  @IsLanguageTag()
  @IsOptional()
  @OrNull({ type: 'string' }, 'en-GB')
  language?: unknown;

  /** The name of a time zone (IANA). */
  @IsTimeZoneName()
  @IsOptional()
  @OrNull({ type: 'string' }, 'Europe/London')
  timeZone?: unknown;

  @IsObject()
  @ValidateNested()
  @Type(() => PatchEmailNotificationsDto)
  @IsOptional()
  @OrNull({ $ref: getSchemaPath(PatchEmailNotificationsDto) }, { likes: null })
  emailNotifications?: unknown;

  /** Whatever else a client keeps for its user: up to 5 levels deep, names of 1 to 64 characters. */
  @IsCustomJson()
  @IsOptional()
  @OrNull({ type: 'object', additionalProperties: true }, { editor: { wrap: null } })
  custom?: unknown;
}

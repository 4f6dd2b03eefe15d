import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import type { JsonObject } from '../../shared/json.js';
import {
  IsCustomJson,
  IsLanguageTag,
  IsTheme,
  IsTimeZoneName,
  type Theme,
  THEMES,
} from './preference-rules.js';
import type { UserPreferences } from './user-preferences.entity.js';

/** Which mails a user wants. */
export class EmailNotificationsDto {
  /**
   * Of comments on one's own posts.
   * @example true
   */
  @IsBoolean()
  @MayBeAbsent()
  comments?: boolean;

  /**
   * Of likes of one's own posts.
   * @example false
   */
  @IsBoolean()
  @MayBeAbsent()
  likes?: boolean;

  /**
   * Of money received.
   * @example true
   */
  @IsBoolean()
  @MayBeAbsent()
  transfers?: boolean;
}

/** What a user has chosen; what is absent is left to the client. */
export class PreferencesDto {
  /** Of the pages: light, dark, or what the device says. */
  @IsTheme()
  @MayBeAbsent()
  @ApiPropertyOptional({ enum: THEMES, example: 'dark' })
  theme?: Theme;

  /**
   * A language tag (BCP 47), kept in its canonical form.
   * @example en-GB
   */
  @IsLanguageTag()
  @MayBeAbsent()
  language?: string;

  /**
   * The name of a time zone (IANA).
   * @example Europe/London
   */
  @IsTimeZoneName()
  @MayBeAbsent()
  timeZone?: string;

  @IsObject()
  @ValidateNested()
  @Type(() => EmailNotificationsDto)
  @MayBeAbsent()
  emailNotifications?: EmailNotificationsDto;

  /**
   * Whatever else a client keeps for its user: up to 5 levels deep, names of 1 to 64 characters. A member that is null is
   * the same as none.
   */
  @IsCustomJson()
  @MayBeAbsent()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { editor: { fontSize: 14, wrap: true } },
  })
  custom?: JsonObject;
}

/** As it is stored. */
export class StoredPreferencesDto extends PreferencesDto {
  readonly #version: number;

  constructor({ preferences, version }: Pick<UserPreferences, 'preferences' | 'version'>) {
    super();
    Object.assign(this, preferences);
    this.#version = version;
  }

  entityTag(): string {
    return `"${this.#version}"`;
  }
}

/** What one user has chosen, for those who may see it. */
export class PreferencesOfUserDto {
  /** @example 1 */
  userId!: number;

  @ApiProperty({ type: () => PreferencesDto })
  preferences!: PreferencesDto;

  /** @example 2026-01-31T09:30:00.000Z */
  updatedAt!: Date;

  constructor({ id, preferences, updatedAt }: UserPreferences) {
    this.userId = id;
    this.preferences = preferences;
    this.updatedAt = updatedAt;
  }
}

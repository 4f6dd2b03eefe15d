import { IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/http/may-be-absent.js';
import { ProfileDto } from '../profile/profile.dto.js';

/** What a client keeps to stay signed in. With delivery by cookie the two tokens are in cookies instead. */
export class TokensDto {
  /**
   * To be sent as `Authorization: Bearer …`. Absent with delivery by cookie.
   * @example eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
   */
  accessToken?: string;

  /** @example Bearer */
  tokenType!: 'Bearer';

  /**
   * Seconds the access token lives.
   * @example 600
   */
  expiresIn!: number;

  /**
   * For `POST /auth/refresh`; works once. Absent with delivery by cookie.
   * @example gwr_DEhK3YMDiO9d-BEoD9ze8IHtzKkrJdJ3_wyY_tWfSxE
   */
  refreshToken?: string;

  /**
   * When the refresh token stops working.
   * @example 2026-02-01T09:30:00.000Z
   */
  refreshExpiresAt!: Date;

  /**
   * To be sent as `X-CSRF-Token` with whatever changes something. Only with delivery by cookie.
   * @example 0ZhFCtWT-L01mOXWflsA1wFZPg9jPFRsNsz8lDkweShjY_4flDYo
   */
  csrfToken?: string;
}

export class SignedInDto extends TokensDto {
  user!: ProfileDto;
}

export class RefreshDto {
  /**
   * The refresh token; left out by browsers, which send it as a cookie.
   * @example gwr_DEhK3YMDiO9d-BEoD9ze8IHtzKkrJdJ3_wyY_tWfSxE
   */
  @MaxLength(200)
  @MayBeAbsent()
  @IsString()
  refreshToken?: string;
}

export class ServerSessionDto {
  user!: ProfileDto;

  /**
   * To be sent as `X-CSRF-Token` with whatever changes something.
   * @example 0ZhFCtWT-L01mOXWflsA1wFZPg9jPFRsNsz8lDkweShjY_4flDYo
   */
  csrfToken!: string;
}

export class CsrfTokenDto {
  /**
   * To be sent as `X-CSRF-Token` with whatever changes something.
   * @example 0ZhFCtWT-L01mOXWflsA1wFZPg9jPFRsNsz8lDkweShjY_4flDYo
   */
  csrfToken!: string;
}

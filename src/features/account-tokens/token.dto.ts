import { Matches } from 'class-validator';

/** A body with a token from a link. */
export class TokenDto {
  /**
   * What stands behind `#token=` in the link.
   * @example dGhlIHRva2VuIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1h
   */
  @Matches(/^[\w-]{43}$/, { message: 'token must be the 43 characters from the link' })
  token!: string;
}

import { Matches } from 'class-validator';

/** A body with a token from a link. */
export class TokenDto {
  /**
   * What stands behind `#token=` in the link.
   * @example bG9va3MtbGlrZS1yYW5kb20tYnV0LWl0LWlzLW5vdC0
   */
  @Matches(/^[\w-]{43}$/, { message: 'token must be the 43 characters from the link' })
  token!: string;
}

/** The answer to whoever asks for a link: the same whether or not there is anybody to mail it to. */
export class MailRequestedDto {
  /** @example "If the address is known to us, a mail is on its way." */
  message: string = 'If the address is known to us, a mail is on its way.';
}

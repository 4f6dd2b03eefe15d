import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { isCommonPassword } from './common-passwords.js';
import { normalPassword } from './normal-password.js';

/** What a new password must be: long, not known to everybody, and nothing that is known of its owner. */
@Injectable()
export class PasswordPolicy {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * The password in its normal form. Throws `password_refused`, which names the field and the rule.
   *
   * @param about e-mail address and name of the owner
   */
  async admit(password: string, about: readonly string[], field: string): Promise<string> {
    const refuse = (code: string, message: string): never => {
      throw new AppError('invalid', 'password_refused', message, { errors: [{ field, code, message }] });
    };
    const { minLength, maxLength } = this.config.passwords;
    const lengths = `${minLength} to ${maxLength} characters`;
    const normal = normalPassword(password);
    if (normal === undefined)
      return refuse(
        'password_not_text',
        `A password must be text without control characters, of ${lengths}.`,
      );
    // Code points, so that an emoji or a rare letter counts once.
    const length = [...normal].length;
    if (length < minLength) return refuse('password_too_short', `A password must have ${lengths}.`);
    if (length > maxLength) return refuse('password_too_long', `A password must have ${lengths}.`);
    if (about.some((text) => isMadeOf(normal, text)))
      return refuse(
        'password_personal',
        'A password must not be the e-mail address or the name of its owner.',
      );
    if (await isCommonPassword(normal))
      return refuse('password_common', 'This password is among the commonest; choose another.');
    return normal;
  }
}

function isMadeOf(password: string, text: string): boolean {
  const known = letters(text);
  const localPart = letters(text.split('@')[0] ?? '');
  return [known, localPart].some((part) => part !== '' && part === letters(password));
}

// "Ada Lovelace", "ada.lovelace" and "AdaLovelace" are one.
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '');
}

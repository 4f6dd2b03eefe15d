import { defineMail } from '../../platform/mail/mail-template.js';

export const passwordResetMail = defineMail<{ name: string; minutes: number; url: URL }>(
  new URL('./password-reset.mail.hbs', import.meta.url),
);

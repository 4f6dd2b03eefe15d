import { defineMail } from '../../platform/mail/mail-template.js';

export const verificationMail = defineMail<{ name: string; url: URL }>(
  new URL('./verification.mail.hbs', import.meta.url),
);

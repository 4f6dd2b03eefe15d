import { defineMail } from '../../platform/mail/mail-template.js';

/** `byLink`: by the link of a mail, and not by the old password. */
export const passwordNoticeMail = defineMail<{ name: string; byLink: boolean }>(
  new URL('./password-notice.mail.hbs', import.meta.url),
);

import { defineMail } from '../../platform/mail/mail-template.js';

export const addressNoticeMail = defineMail<{ name: string }>(
  new URL('./address-notice.mail.hbs', import.meta.url),
);

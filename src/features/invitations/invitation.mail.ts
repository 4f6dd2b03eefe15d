import { defineMail } from '../../platform/mail/mail-template.js';

export const invitationMail = defineMail<{ name: string; days: number; url: URL }>(
  new URL('./invitation.mail.hbs', import.meta.url),
);

import { defineMail } from '../../platform/mail/mail-template.js';

export const welcomeMail = defineMail<{ name: string }>(new URL('./welcome.mail.hbs', import.meta.url));

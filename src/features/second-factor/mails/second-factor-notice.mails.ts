import { defineMail, type MailTemplate } from '../../../platform/mail/mail-template.js';
import type { SecondFactorNotice } from '../second-factor-notice.job.js';

/** One for each thing that can happen to a second factor. */
export const SECOND_FACTOR_MAILS: Record<SecondFactorNotice['event'], MailTemplate<{ name: string }>> = {
  'totp.enabled': defineMail(new URL('./totp-enabled.mail.hbs', import.meta.url)),
  'totp.disabled': defineMail(new URL('./totp-disabled.mail.hbs', import.meta.url)),
  'recovery_code.used': defineMail(new URL('./recovery-code-used.mail.hbs', import.meta.url)),
  'recovery_codes.replaced': defineMail(new URL('./recovery-codes-replaced.mail.hbs', import.meta.url)),
};

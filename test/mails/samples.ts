import { clientMail } from '../../src/features/emails/client.mail.js';
import { verificationMail } from '../../src/features/email-verifications/verification.mail.js';
import { invitationMail } from '../../src/features/invitations/invitation.mail.js';
import { passwordNoticeMail } from '../../src/features/password-changes/password-notice.mail.js';
import { passwordResetMail } from '../../src/features/password-resets/password-reset.mail.js';
import { addressNoticeMail } from '../../src/features/profile/address-notice.mail.js';
import { reportMail } from '../../src/features/reports/report.mail.js';
import { SECOND_FACTOR_MAILS } from '../../src/features/second-factor/mails/second-factor-notice.mails.js';
import { welcomeMail } from '../../src/features/users/welcome.mail.js';
import type { Letter } from '../../src/platform/mail/mail-template.js';

export const LINK = new URL('https://app.example.com/page#token=abc');

const COUNT = { value: 12, dayBefore: 0, weekBefore: 24 };
const AMOUNT = { value: '125000', dayBefore: '0', weekBefore: '250000' };
const CURRENCY = { currency: 'EUR', transfers: COUNT, volume: AMOUNT, deposits: AMOUNT } as const;
const REPORT = {
  ...{ newUsers: COUNT, signIns: COUNT, activeUsers: COUNT, posts: COUNT, comments: COUNT, likes: COUNT },
  ...{ jobs: COUNT, failedJobs: COUNT },
  currencies: [CURRENCY],
};

/** Every template, by its file below src/features, with what users can type given as `text`; once for each branch. */
export const SAMPLES: [file: string, make: (text: string) => Letter][] = [
  ['users/welcome', (name) => welcomeMail({ name })],
  ['email-verifications/verification', (name) => verificationMail({ name, url: LINK })],
  ['password-resets/password-reset', (name) => passwordResetMail({ name, minutes: 30, url: LINK })],
  ['invitations/invitation', (name) => invitationMail({ name, days: 14, url: LINK })],
  ['password-changes/password-notice', (name) => passwordNoticeMail({ name, byLink: true })],
  ['password-changes/password-notice', (name) => passwordNoticeMail({ name, byLink: false })],
  ['profile/address-notice', (name) => addressNoticeMail({ name })],
  ['second-factor/mails/totp-enabled', (name) => SECOND_FACTOR_MAILS['totp.enabled']({ name })],
  ['second-factor/mails/totp-disabled', (name) => SECOND_FACTOR_MAILS['totp.disabled']({ name })],
  ['second-factor/mails/recovery-code-used', (name) => SECOND_FACTOR_MAILS['recovery_code.used']({ name })],
  [
    'second-factor/mails/recovery-codes-replaced',
    (name) => SECOND_FACTOR_MAILS['recovery_codes.replaced']({ name }),
  ],
  ['reports/report', (name) => reportMail(name, { day: '2026-01-31', document: REPORT })],
  ['emails/client', (text) => clientMail({ subject: text.split('\n')[0] ?? '', body: text })],
];

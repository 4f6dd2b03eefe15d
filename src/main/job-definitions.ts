import { processAvatar } from '../features/avatars/process-avatar.job.js';
import { sweepAvatars } from '../features/avatars/sweep-avatars.job.js';
import { tidyAvatars } from '../features/avatars/tidy-avatars.job.js';
import { settleLikes } from '../features/counters/settle-likes.job.js';
import { verificationEmail } from '../features/email-verifications/verification-email.job.js';
import { sendEmail } from '../features/emails/send-email.job.js';
import { invitationEmail } from '../features/invitations/invitation-email.job.js';
import { reviveImports } from '../features/imports/jobs/revive-imports.job.js';
import { runImport } from '../features/imports/jobs/run-import.job.js';
import { tidyImports } from '../features/imports/jobs/tidy-imports.job.js';
import { refreshLeaderboards } from '../features/leaderboards/refresh-leaderboards.job.js';
import { reconcileLedger } from '../features/ledger/reconcile-ledger.job.js';
import { deliverNotification } from '../features/notifications/deliver-notification.job.js';
import { pruneNotifications } from '../features/notifications/prune-notifications.job.js';
import { passwordNotice } from '../features/password-changes/password-notice.job.js';
import { passwordResetEmail } from '../features/password-resets/password-reset-email.job.js';
import { addressNotice } from '../features/profile/address-notice.job.js';
import { dailyReport, reportEmail } from '../features/reports/reports.jobs.js';
import { secondFactorNotice } from '../features/second-factor/second-factor-notice.job.js';
import { refreshSearchWords } from '../features/spelling/refresh-search-words.job.js';
import { recordViews } from '../features/views/record-views.job.js';
import { welcomeEmail } from '../features/users/welcome-email.job.js';
import { pruneAudit } from '../platform/audit/prune-audit.job.js';
import { pruneQueryLog } from '../platform/query-log/prune-query-log.job.js';
import { pruneHistory } from '../platform/jobs/history/prune-history.job.js';
import { recordHistory } from '../platform/jobs/history/record-history.job.js';
import type { JobDefinition } from '../platform/jobs/define-job.js';

/** Every job. The worker does not start when one of them has no handler. */
export const jobDefinitions = [
  welcomeEmail,
  sendEmail,
  verificationEmail,
  passwordResetEmail,
  invitationEmail,
  passwordNotice,
  secondFactorNotice,
  addressNotice,
  reconcileLedger,
  pruneAudit,
  pruneQueryLog,
  refreshSearchWords,
  recordHistory,
  pruneHistory,
  dailyReport,
  reportEmail,
  deliverNotification,
  pruneNotifications,
  processAvatar,
  tidyAvatars,
  sweepAvatars,
  runImport,
  reviveImports,
  tidyImports,
  refreshLeaderboards,
  recordViews,
  settleLikes,
] as JobDefinition[];

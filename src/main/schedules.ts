import { sweepAvatars } from '../features/avatars/sweep-avatars.job.js';
import { settleLikes } from '../features/counters/settle-likes.job.js';
import { reviveImports } from '../features/imports/jobs/revive-imports.job.js';
import { tidyImports } from '../features/imports/jobs/tidy-imports.job.js';
import { refreshLeaderboards } from '../features/leaderboards/refresh-leaderboards.job.js';
import { reconcileLedger } from '../features/ledger/reconcile-ledger.job.js';
import { dailyReport } from '../features/reports/reports.jobs.js';
import { pruneNotifications } from '../features/notifications/prune-notifications.job.js';
import { refreshSearchWords } from '../features/spelling/refresh-search-words.job.js';
import { recordViews } from '../features/views/record-views.job.js';
import { pruneAudit } from '../platform/audit/prune-audit.job.js';
import { pruneQueryLog } from '../platform/query-log/prune-query-log.job.js';
import { pruneHistory } from '../platform/jobs/history/prune-history.job.js';
import { recordHistory } from '../platform/jobs/history/record-history.job.js';
import { type Schedule, schedule } from '../platform/jobs/schedule.js';

/** Every job that comes back by itself, in UTC. Workers register them at their start; each time comes once a fleet. */
export const schedules: readonly Schedule[] = [
  schedule('ledger.reconcile', '12 2 * * *', reconcileLedger, {}),
  schedule('audit.prune', '42 3 * * *', pruneAudit, {}),
  schedule('query_log.prune', '22 3 * * *', pruneQueryLog, {}),
  schedule('search.refresh_words', '52 3 * * *', refreshSearchWords, {}),
  schedule('jobs.record', '*/5 * * * *', recordHistory, {}),
  schedule('job_history.prune', '32 3 * * *', pruneHistory, {}),
  schedule('report.daily', '7 0 * * *', dailyReport, {}),
  schedule('notification.prune', '2 4 * * *', pruneNotifications, {}),
  schedule('avatar.sweep', '17 * * * *', sweepAvatars, {}),
  schedule('import.revive', '* * * * *', reviveImports, {}),
  schedule('import.tidy', '27 * * * *', tidyImports, {}),
  schedule('leaderboard.refresh', '* * * * *', refreshLeaderboards, {}),
  schedule('view.record', '* * * * *', recordViews, {}),
  schedule('like.settle', '* * * * *', settleLikes, {}),
];

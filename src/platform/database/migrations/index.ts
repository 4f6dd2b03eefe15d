import { CreateUsers1760000000000 } from './1760000000000-create-users.js';
import { CreatePosts1760000001000 } from './1760000001000-create-posts.js';
import { CreateIdempotencyKeys1760000002000 } from './1760000002000-create-idempotency-keys.js';
import { CreateSessions1760000010000 } from './1760000010000-create-sessions.js';
import { CreatePasswords1760000010500 } from './1760000010500-create-passwords.js';
import { CreateAccountTokens1760000011000 } from './1760000011000-create-account-tokens.js';
import { CreateSecondFactors1760000012000 } from './1760000012000-create-second-factors.js';
import { CreateApiKeys1760000013000 } from './1760000013000-create-api-keys.js';
import { CreateIdentities1760000014000 } from './1760000014000-create-identities.js';
import { CreateAuditEvents1760000015000 } from './1760000015000-create-audit-events.js';
import { KeepLastAdmin1760000015100 } from './1760000015100-keep-last-admin.js';
import { CreateCounters1760000020000 } from './1760000020000-create-counters.js';
import { PublishPosts1760000020100 } from './1760000020100-publish-posts.js';
import { CreateTags1760000020200 } from './1760000020200-create-tags.js';
import { CreateUserPostSummary1760000020300 } from './1760000020300-create-user-post-summary.js';
import { CreateComments1760000021000 } from './1760000021000-create-comments.js';
import { CountComments1760000021100 } from './1760000021100-count-comments.js';
import { CreateLikes1760000021500 } from './1760000021500-create-likes.js';
import { AddPostSearch1760000022000 } from './1760000022000-add-post-search.js';
import { CreateSearchWords1760000022100 } from './1760000022100-create-search-words.js';
import { CreateUserPreferences1760000022500 } from './1760000022500-create-user-preferences.js';
import { CreateLedger1760000023000 } from './1760000023000-create-ledger.js';
import { CreateQueryLog1760000024000 } from './1760000024000-create-query-log.js';
import { CreateOutbox1760000030000 } from './1760000030000-create-outbox.js';
import { CreateNotifications1760000032000 } from './1760000032000-create-notifications.js';
import { CreateAvatars1760000033000 } from './1760000033000-create-avatars.js';
import { CreateDailyReports1760000034000 } from './1760000034000-create-daily-reports.js';
import { IndexByTime1760000034100 } from './1760000034100-index-by-time.js';
import { CreateImports1760000036000 } from './1760000036000-create-imports.js';
import { CreateImportDryRows1760000036300 } from './1760000036300-create-import-dry-rows.js';
import { CountViews1760000036400 } from './1760000036400-count-views.js';
import { CreateLikeSlots1760000036500 } from './1760000036500-create-like-slots.js';
import { CountLikesInSlots1760000036600 } from './1760000036600-count-likes-in-slots.js';
import { AddPostExternalId1760000036100 } from './1760000036100-add-post-external-id.js';
import { CreateJobHistory1760000035000 } from './1760000035000-create-job-history.js';

/** Every migration, oldest first. A list and not a glob, so that the compiler sees what is run. */
export const migrations = [
  CreateUsers1760000000000,
  CreatePosts1760000001000,
  CreateIdempotencyKeys1760000002000,
  CreateSessions1760000010000,
  CreatePasswords1760000010500,
  CreateAccountTokens1760000011000,
  CreateSecondFactors1760000012000,
  CreateApiKeys1760000013000,
  CreateIdentities1760000014000,
  CreateAuditEvents1760000015000,
  KeepLastAdmin1760000015100,
  CreateCounters1760000020000,
  PublishPosts1760000020100,
  CreateTags1760000020200,
  CreateUserPostSummary1760000020300,
  CreateComments1760000021000,
  CountComments1760000021100,
  CreateLikes1760000021500,
  AddPostSearch1760000022000,
  CreateSearchWords1760000022100,
  CreateUserPreferences1760000022500,
  CreateLedger1760000023000,
  CreateQueryLog1760000024000,
  CreateOutbox1760000030000,
  CreateNotifications1760000032000,
  CreateAvatars1760000033000,
  CreateDailyReports1760000034000,
  IndexByTime1760000034100,
  CreateJobHistory1760000035000,
  CreateImports1760000036000,
  AddPostExternalId1760000036100,
  CreateImportDryRows1760000036300,
  CountViews1760000036400,
  CreateLikeSlots1760000036500,
  CountLikesInSlots1760000036600,
];

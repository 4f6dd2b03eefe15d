import { ImportLane } from '../features/imports/import-lane.entity.js';
import { Import } from '../features/imports/import.entity.js';
import { DryRow } from '../features/imports/writing/dry-row.entity.js';
import { ImportReject } from '../features/imports/rejects/import-reject.entity.js';
import { Upload } from '../features/uploads/upload.entity.js';
import { AccountToken } from '../features/account-tokens/account-token.entity.js';
import { Password } from '../features/passwords/password.entity.js';
import { ApiKey } from '../features/api-keys/api-key.entity.js';
import { Reconciliation } from '../features/ledger/reconciliation.entity.js';
import { Avatar } from '../features/avatars/avatar.entity.js';
import { Comment } from '../features/comments/comment.entity.js';
import { CommentCounters } from '../features/counters/comment-counters.entity.js';
import { Notification } from '../features/notifications/notification.entity.js';
import { PostLike } from '../features/likes/post-like.entity.js';
import { Identity } from '../features/oidc/identity.entity.js';
import { PostCounters } from '../features/counters/post-counters.entity.js';
import { UserCounters } from '../features/counters/user-counters.entity.js';
import { PostTag } from '../features/tags/post-tag.entity.js';
import { Tag } from '../features/tags/tag.entity.js';
import { Post } from '../features/posts/post.entity.js';
import { RecoveryCode, SecondFactor } from '../features/second-factor/second-factor.entity.js';
import { SearchWord } from '../features/spelling/search-word.entity.js';
import { Session } from '../features/sessions/session.entity.js';
import { Transfer } from '../features/transfers/transfer.entity.js';
import { UserPreferences } from '../features/preferences/user-preferences.entity.js';
import { UserSummary } from '../features/user-summaries/user-summary.entity.js';
import { User } from '../features/users/user.entity.js';
import { LedgerEntry } from '../features/wallets/ledger-entry.entity.js';
import { Wallet } from '../features/wallets/wallet.entity.js';
import { AuditEvent } from '../platform/audit/audit-event.entity.js';
import { DailyReport } from '../features/reports/daily-report.entity.js';

/** Every entity. A list and not a glob, so that the compiler sees what is there. */
export const entities = [
  User,
  UserPreferences,
  SearchWord,
  Post,
  PostCounters,
  UserCounters,
  UserSummary,
  Tag,
  PostTag,
  Session,
  Password,
  AccountToken,
  ApiKey,
  SecondFactor,
  RecoveryCode,
  Identity,
  AuditEvent,
  Wallet,
  Transfer,
  LedgerEntry,
  Reconciliation,
  Comment,
  CommentCounters,
  PostLike,
  DailyReport,
  Notification,
  Avatar,
  Upload,
  Import,
  ImportLane,
  ImportReject,
  DryRow,
];

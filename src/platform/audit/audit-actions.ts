/**
 * Everything that is recorded, `noun.happened`. Names are stored and asked for by clients: one may be added here at any
 * time, none may be renamed.
 */
export const AUDIT_ACTIONS = [
  'user.registered',
  'user.created',
  'user.updated',
  'user.deleted',
  'user.role_changed',
  'email.verified',
  'invitation.accepted',
  'identity.linked',
  'identity.unlinked',
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.limited',
  'session.ended',
  'session.refresh_reused',
  'password.changed',
  'password.reset_requested',
  'password.reset',
  'totp.enabled',
  'totp.disabled',
  'recovery_code.used',
  'recovery_codes.replaced',
  'api_key.created',
  'api_key.revoked',
  'post.moderated',
  'money.deposited',
  'comment.moderated',
  'email.sent',
  'audit.pruned',
  'query.explained',
  'job.cancelled',
  'queues.changed',
  'job.retried',
  'job.discarded',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

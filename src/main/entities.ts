import { AccountToken } from '../features/account-tokens/account-token.entity.js';
import { Password } from '../features/passwords/password.entity.js';
import { ApiKey } from '../features/api-keys/api-key.entity.js';
import { Identity } from '../features/oidc/identity.entity.js';
import { Post } from '../features/posts/post.entity.js';
import { RecoveryCode, SecondFactor } from '../features/second-factor/second-factor.entity.js';
import { Session } from '../features/sessions/session.entity.js';
import { User } from '../features/users/user.entity.js';
import { AuditEvent } from '../platform/audit/audit-event.entity.js';

/** Every entity. A list and not a glob, so that the compiler sees what is there. */
export const entities = [
  User,
  Post,
  Session,
  Password,
  AccountToken,
  ApiKey,
  SecondFactor,
  RecoveryCode,
  Identity,
  AuditEvent,
];

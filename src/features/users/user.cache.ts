import { z } from 'zod';
import { defineCache } from '../../platform/cache/define-cache.js';
import {
  type Invalidation,
  invalidates,
  writesThrough,
} from '../../platform/cache/invalidation/invalidation.js';
import { pageSchema } from '../../platform/cache/page-schema.js';
import { namespaceTag } from '../../platform/cache/store/cache-tags.js';
import { ROLES } from '../../shared/permissions.js';
import type { ShownUser } from './user.entity.js';
import { userChanged, userDeleted, userUpdated, usersCreated, usersImported } from './users.events.js';

const shownUser = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  avatarId: z.string().nullable(),
  version: z.number(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
});

/** Null: there is none. */
export const userCache = defineCache<ShownUser | null>({
  name: 'user',
  version: 1,
  schema: shownUser.nullable(),
  ttlMs: 600_000,
  staleForMs: 60_000,
  staleIfErrorMs: 1_200_000,
  negativeTtlMs: 60_000,
});

export const userPageCache = defineCache({
  name: 'user-page',
  version: 1,
  schema: pageSchema(shownUser),
  ttlMs: 60_000,
  staleForMs: 30_000,
  staleIfErrorMs: 600_000,
});

/** Whatever shows something of this user. */
export const userTag = (id: number) => `user:${id}`;

/** Who there is. */
export const USERS = 'users';

/** In which order their names put them. */
export const USER_NAMES = 'users:names';

export const userInvalidations: readonly Invalidation[] = [
  invalidates(usersCreated, () => [USERS]),
  writesThrough(userUpdated, (cache, tx, { user, renamed }) =>
    cache.writeThrough(
      tx,
      userCache,
      { id: user.id, tags: [userTag(user.id)] },
      user,
      renamed ? [USER_NAMES] : [],
    ),
  ),
  invalidates(userChanged, ({ id }) => [userTag(id)]),
  invalidates(userDeleted, ({ id }) => [userTag(id), USERS]),
  invalidates(usersImported, ({ updated }) => (updated ? [namespaceTag(userCache.name), USERS] : [USERS])),
];

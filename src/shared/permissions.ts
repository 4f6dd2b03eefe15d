export const ROLES = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What can be allowed, `noun:verb`. What everybody may do has no permission. */
export const PERMISSIONS = [
  /** See one's own profile. */
  'profile:read',
  /** Change one's own account: profile, password, devices, second factor, API keys. */
  'account:manage',
  /** Write posts, and change one's own. */
  'posts:write',
  /** Change and delete the posts of others. */
  'posts:moderate',
  /** Write comments, change one's own, and like posts. */
  'comments:write',
  /** See one's own notifications, mark them as read, and delete them. */
  'notifications:manage',
  /** Delete the comments of others. */
  'comments:moderate',
  /** See one's own wallets, entries and transfers. */
  'wallets:read',
  /** Send money from one's own wallets. */
  'transfers:write',
  /** Bring money from outside into a wallet, and see all of the ledger. */
  'wallets:deposit',
  /** See e-mail addresses and roles of others, and find users by them. */
  'users:read_private',
  /** Create, change and delete any user, and end their sessions. */
  'users:manage',
  /** Raise and lower the roles of users. */
  'roles:assign',
  /** Send mails to any address. */
  'emails:send',
  /** See the background jobs of others. */
  'jobs:read_any',
  /** Cancel the background jobs of others, and try again or discard what has failed. */
  'jobs:manage',
  'audit:read',
  'metrics:read',
  /** See which statements the database was sent, how long they took, and their plans. */
  'queries:read',
  /** See the daily reports. */
  'reports:read',
  /** Make the report of a day anew. */
  'reports:write',
  /** See what the cache does, and drop what it holds. */
  'cache:manage',
  /** Upload files of rows, import them, and see what became of them. */
  'imports:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const USER: readonly Permission[] = [
  'profile:read',
  'account:manage',
  'posts:write',
  'comments:write',
  'notifications:manage',
  'wallets:read',
  'transfers:write',
];
const MODERATOR: readonly Permission[] = [
  ...USER,
  'posts:moderate',
  'comments:moderate',
  'users:read_private',
];

const PERMISSIONS_OF: Record<Role, ReadonlySet<Permission>> = {
  user: new Set(USER),
  moderator: new Set(MODERATOR),
  admin: new Set(PERMISSIONS),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return PERMISSIONS_OF[role];
}

/** What an API key may be given: everything but the account itself, which a stolen key must not take over. */
export const SCOPES = PERMISSIONS.filter((permission) => permission !== 'account:manage');

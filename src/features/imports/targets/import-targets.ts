import type { ImportTarget } from './import-target.js';
import { postsTarget } from './posts.target.js';
import { usersTarget } from './users.target.js';

/** What can be imported. A new target is a file beside this one and a line here: see docs/import-targets.md. */
export const importTargets: Readonly<Record<string, ImportTarget>> = {
  users: usersTarget,
  posts: postsTarget,
};

export const IMPORT_TARGETS = Object.keys(importTargets);

/** Throws for a name that is none, which the options of an import that was made never hold. */
export function importTarget(name: string): ImportTarget {
  const target = Object.hasOwn(importTargets, name) ? importTargets[name] : undefined;
  if (!target) throw new Error(`there is no import target ${name}`);
  return target;
}

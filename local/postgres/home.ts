import { createHash } from 'node:crypto';
import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { canRunAs, type OsUser } from './os-user.ts';

/**
 * The folder for the data of all nodes. Inside the stack's own folder if the user that runs PostgreSQL can get there
 * (a clone below /root is closed to it), else in the system's place for such data.
 */
export async function findHome(dir: string, user: OsUser | undefined): Promise<string> {
  const inside = join(dir, 'postgres');
  if (!user) return makeHome(inside, user);
  const key = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  const candidates = [inside, join('/var/lib/groundwork', key), join('/var/tmp/groundwork', key)];
  for (const candidate of candidates) {
    await makeHome(candidate, user).catch(() => undefined);
    if (await isUsable(candidate, user)) return candidate;
    await rm(candidate, { recursive: true, force: true });
  }
  throw new Error(`user ${user.uid} cannot write to any of ${candidates.join(', ')}`);
}

async function makeHome(home: string, user: OsUser | undefined): Promise<string> {
  await mkdir(home, { recursive: true });
  if (user) await chown(home, user.uid, user.gid);
  return home;
}

function isUsable(home: string, user: OsUser): Promise<boolean> {
  return canRunAs(user, '/bin/sh', ['-c', 'cd "$1" && touch .probe && rm .probe', 'sh', home]);
}

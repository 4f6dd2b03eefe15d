import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const beat = 2_000;
// A dead owner's number may belong to somebody else by now, so the living one also shows a heartbeat.
const longestSilence = 30_000;

/**
 * Runs `work` while no other process holds the directory `lock`. A lock whose owner died is taken over. Returns without
 * having run it when `stopped` is aborted first.
 */
export async function withLock(lock, stopped, work) {
  if (!(await acquire(lock, stopped))) return;
  const heart = setInterval(() => utimesSync(join(lock, 'owner'), new Date(), new Date()), beat);
  try {
    await work();
  } finally {
    clearInterval(heart);
    release(lock);
  }
}

async function acquire(lock, stopped) {
  mkdirSync(dirname(lock), { recursive: true });
  let told = false;
  while (!stopped.aborted) {
    if (create(lock) || takeOver(lock)) return true;
    if (!told) console.log('Another process is installing the packages; waiting for it …');
    told = true;
    await sleep(200, undefined, { signal: stopped }).catch(() => undefined);
  }
  return false;
}

// Renaming a directory with a file in it onto an existing one fails, so the lock never exists without its owner.
function create(lock) {
  const mine = `${lock}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  writeFileSync(join(mine, 'owner'), String(process.pid));
  try {
    renameSync(mine, lock);
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
}

// It disappears in one step, with its owner.
function release(lock) {
  const mine = `${lock}.${process.pid}`;
  renameSync(lock, mine);
  rmSync(mine, { recursive: true, force: true });
}

// Several may find the owner dead at once: the directory `taking` lets one through, who looks again before it acts.
function takeOver(lock) {
  if (!isAbandoned(lock)) return false;
  const taking = join(lock, 'taking');
  try {
    mkdirSync(taking);
  } catch {
    return false;
  }
  try {
    if (!isAbandoned(lock)) return false;
    writeFileSync(join(lock, 'owner'), String(process.pid));
    return true;
  } finally {
    rmdirSync(taking);
  }
}

function isAbandoned(lock) {
  const file = join(lock, 'owner');
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return !isAlive(owner) || Date.now() - statSync(file).mtimeMs > longestSilence;
  } catch {
    // Released in the meantime.
    return false;
  }
}

function isAlive(pid) {
  // After a restart of a container our own number may stand there.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

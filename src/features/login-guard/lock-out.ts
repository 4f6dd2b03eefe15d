export interface LockOutRules {
  /** Attempts that may fail within the window; the last of them locks. */
  attempts: number;
  windowMs: number;
  /** The first lock-out lasts as long as the window, each further one twice as long, but none longer than this. */
  longestLockMs: number;
}

/** What is known of the attempts of one address, account or device. Times are milliseconds since 1970. */
export interface LockOut {
  tries: number[];
  /** Lock-outs in succession. */
  locks: number;
  lockedUntil: number;
  /** When the lock-outs so far no longer count. */
  forgetAt: number;
}

const NONE: LockOut = { tries: [], locks: 0, lockedUntil: 0, forgetAt: 0 };

/** The state after one more attempt. lock-out-scripts.ts does the same in Redis, and a test holds both to it. */
export function withAttempt(before: LockOut | undefined, rules: LockOutRules, now: number): LockOut {
  const { tries, locks, lockedUntil, forgetAt } = before ?? NONE;
  const after = {
    tries: [...tries.filter((at) => at > now - rules.windowMs), now],
    locks: now < forgetAt ? locks : 0,
    lockedUntil,
    forgetAt,
  };
  if (after.tries.length < rules.attempts) return after;
  const end = now + Math.min(rules.windowMs * 2 ** after.locks, rules.longestLockMs);
  return { ...after, locks: after.locks + 1, lockedUntil: end, forgetAt: end + rules.longestLockMs };
}

/** The state after the last attempt turned out to be right: it does not count, and the lock-out it began ends. */
export function withoutAttempt(before: LockOut, rules: LockOutRules, now: number): LockOut {
  const after = { ...before, tries: before.tries.slice(0, -1) };
  if (now >= after.lockedUntil || after.tries.length >= rules.attempts) return after;
  return { ...after, locks: Math.max(0, after.locks - 1), lockedUntil: 0 };
}

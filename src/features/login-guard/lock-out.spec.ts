import { type LockOut, type LockOutRules, withAttempt, withoutAttempt } from './lock-out.js';

const MINUTE = 60_000;
const rules: LockOutRules = { attempts: 5, windowMs: 15 * MINUTE, longestLockMs: 60 * MINUTE };

/** Five wrong attempts at once, as soon as they are possible again. */
function locked(before: LockOut | undefined, now: number): LockOut {
  let state = before;
  for (let i = 0; i < 5; i += 1) state = withAttempt(state, rules, now);
  if (!state) throw new Error('no attempt was made');
  return state;
}

describe('a lock-out [W2.H7]', () => {
  it('begins with the fifth attempt within the window [W8.S2]', () => {
    let state: LockOut | undefined;
    for (const at of [0, 5, 10, 14]) {
      state = withAttempt(state, rules, at * MINUTE);
      expect(state.lockedUntil).toBe(0);
    }
    expect(withAttempt(state, rules, 14.5 * MINUTE).lockedUntil).toBe(29.5 * MINUTE);
  });

  it('does not begin when the attempts are further apart [W8.S2]', () => {
    let state: LockOut | undefined;
    for (const at of [0, 4, 8, 12, 16, 20, 24]) state = withAttempt(state, rules, at * MINUTE);
    expect(state?.lockedUntil).toBe(0);
  });

  it('lasts twice as long each time, up to the longest', () => {
    let state: LockOut | undefined;
    let now = 0;
    const minutes: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      state = locked(state, now);
      minutes.push((state.lockedUntil - now) / MINUTE);
      now = state.lockedUntil;
    }
    expect(minutes).toEqual([15, 30, 60, 60, 60]);
  });

  it('is short again after a time without one', () => {
    const twice = locked(locked(undefined, 0), 15 * MINUTE);
    expect(locked(twice, 104 * MINUTE).lockedUntil).toBe(164 * MINUTE);
    expect(locked(twice, 105 * MINUTE).lockedUntil).toBe(120 * MINUTE);
  });

  it('ends when the attempt that began it was right, as if it had not been made', () => {
    const four = [1, 2, 3, 4].reduce<LockOut | undefined>(
      (state, at) => withAttempt(state, rules, at),
      undefined,
    );
    const five = withAttempt(four, rules, 5);
    expect(five.lockedUntil).toBeGreaterThan(5);
    expect(withoutAttempt(five, rules, 6)).toMatchObject({ tries: [1, 2, 3, 4], locks: 0, lockedUntil: 0 });
  });
});

import { LagClock } from './lag-clock.js';

describe('the lag of a replica in time', () => {
  it('is the age of the oldest thing it has not replayed', () => {
    const clock = new LagClock();
    clock.record(100n, 1000);
    clock.record(200n, 2000);
    clock.record(300n, 3000);
    expect(clock.lagMs(300n, 3500)).toBe(0);
    expect(clock.lagMs(250n, 3500)).toBe(500);
    expect(clock.lagMs(150n, 3500)).toBe(1500);
  });

  it('does not grow while the primary is idle and everything is replayed', () => {
    const clock = new LagClock();
    clock.record(100n, 0);
    clock.record(100n, 60_000);
    expect(clock.lagMs(100n, 120_000)).toBe(0);
  });

  it('forgets the positions of a primary that was replaced', () => {
    const clock = new LagClock();
    clock.record(500n, 0);
    clock.reset();
    expect(clock.lagMs(100n, 1000)).toBe(0);
  });
});

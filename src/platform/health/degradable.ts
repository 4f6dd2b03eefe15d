import type { HealthIndicatorService } from '@nestjs/terminus';
import { within } from '../../shared/within.js';

/** A part without which requests are served: up with what it answers within a second, else degraded. */
export async function degradable(
  session: ReturnType<HealthIndicatorService['check']>,
  ask: () => Promise<unknown>,
) {
  try {
    const answer = await within(1000, ask());
    return session.up(typeof answer === 'object' && answer !== null ? { ...answer } : {});
  } catch {
    return session.degraded({ message: 'cannot be reached' });
  }
}

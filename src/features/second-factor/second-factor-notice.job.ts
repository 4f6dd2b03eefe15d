import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Tells a user by mail what happened to their second factor, in case it was somebody else. */
export const secondFactorNotice = defineJob({
  name: 'second_factor.notify',
  queue: 'email',
  schema: z.object({
    userId: z.int().positive(),
    event: z.enum(['totp.enabled', 'totp.disabled', 'recovery_code.used', 'recovery_codes.replaced']),
  }),
});

export type SecondFactorNotice = (typeof secondFactorNotice)['schema']['_output'];

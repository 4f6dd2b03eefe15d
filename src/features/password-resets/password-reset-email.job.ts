import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/**
 * Mails a link that resets the password, if somebody has this address. The worker finds out, because looking it up in
 * the API would tell by the time it takes.
 */
export const passwordResetEmail = defineJob({
  name: 'password_reset.send',
  queue: 'email',
  schema: z.object({ email: z.string().max(254) }),
});
